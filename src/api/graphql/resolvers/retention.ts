import { previewRetention } from "../../../core/retention/preview-retention.ts";
import { listRetentionRules, setRetentionRules } from "../../../core/retention/set-retention-rules.ts";
import { setTimeToLive } from "../../../core/retention/set-time-to-live.ts";
import type { RetentionRule } from "../../../model/index.ts";
import type { RetentionRuleInput } from "../../../wire/schema.generated.ts";
import { connection, readPage } from "../format/connection.ts";
import { preciseTime, scopeName } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** Retention rules and times to live. */
export const retention: Resolvers = {
  Query: {
    retentionRules: async (access, args, { ports }) => {
      const listed = await listRetentionRules(ports, access, scopeName(args), readPage(args));
      return listed && connection(listed);
    },
    previewRetention: async (access, { rules, ...scope }, { ports, budget }) => {
      const preview = await budget.heavy(() =>
        previewRetention(ports, access, scopeName(scope), rules ? rules.map(ruleOf) : null),
      );
      return preview && { ...preview, totalCount: preview.versions.length };
    },
  },

  Mutation: {
    setRetentionRules: (access, { input: { rules, ...scope } }, { ports }) =>
      setRetentionRules(ports, access, scopeName(scope), rules.map(ruleOf)),
    setTimeToLive: (access, { input }, { ports }) =>
      setTimeToLive(ports, access, {
        entity: input.entityName,
        project: input.projectName ?? null,
        collection: input.artifactCollectionName ?? null,
        ttlSeconds: input.ttlDurationSeconds,
      }),
  },

  PreviewedArtifact: { artifact: ({ version }) => version, because: ({ reason }) => reason },

  SetRetentionRules: { setAt: ({ setAtMs }) => preciseTime(setAtMs) },
};

function ruleOf(rule: RetentionRuleInput): RetentionRule {
  return { ...rule, types: [...rule.types], keepBest: rule.keepBest ? { ...rule.keepBest } : null };
}
