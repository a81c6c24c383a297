import { deleteArtifacts, type MatchedVersion } from "../../core/deletion/delete-by-filter.ts";
import { freedByEach } from "../../core/deletion/freed-bytes.ts";
import { listDeleted } from "../../core/deletion/list-deleted.ts";
import { purgeArtifacts } from "../../core/deletion/purge-versions.ts";
import { previewRetention, type PreviewedVersion } from "../../core/retention/preview-retention.ts";
import type { ScopeName } from "../../core/projects/find-scope.ts";
import { listRetentionRules, setRetentionRules } from "../../core/retention/set-retention-rules.ts";
import { setTimeToLive } from "../../core/retention/set-time-to-live.ts";
import { undeleteArtifacts, type Undeleted } from "../../core/deletion/undelete-versions.ts";
import type { DeletedVersion, SetRules } from "../../core/ports/metadata.ts";
import { type ArtifactId, deletionFilterFields, LATEST, type RetentionRule } from "../../model/index.ts";
import { connection, type PageArguments, readPage } from "./connection.ts";
import type { Fields, RootField } from "./execution/graphql-context.ts";
import { preciseTime } from "./project-fields.ts";
import { requireArtifactId } from "./execution/wire-inputs.ts";

/** A scope as inputs name it: what is left out makes it wider. */
interface WireScope {
  readonly entityName?: string | null;
  readonly projectName?: string | null;
  readonly artifactCollectionName?: string | null;
}

interface DeleteArtifactsWire extends WireScope {
  readonly entityName: string;
  readonly projectName: string;
  readonly artifactTypeName?: string | null;
  readonly filter: string;
  readonly deleteAliases: boolean;
  readonly dryRun: boolean;
}

type WireRule = Omit<RetentionRule, "keepBest"> & { readonly keepBest?: RetentionRule["keepBest"] };

/** What was deleted, what is kept, and what was set before. */
export const retentionQueries: Readonly<Record<string, RootField>> = {
  deletedArtifacts: async (
    args: WireScope & PageArguments & { keptForOthers?: boolean | null },
    { ports, reading, budget },
    access,
  ) => {
    const page = readPage(args);
    const listed = await listDeleted(ports, access, scopeOf(args), page, args.keptForOthers === true);
    // The bytes of all rows are counted at once, when the first of them is asked for.
    let freed: Promise<ReadonlyMap<ArtifactId, number>> | undefined;
    const freedBytes = (): Promise<ReadonlyMap<ArtifactId, number>> =>
      (freed ??= budget.heavy(async () => {
        const versions = await ports.metadata.read.versions.byIds(listed!.rows.map(({ id }) => id));
        return freedByEach(ports, reading, versions);
      }));
    return listed && connection(listed, (deleted): ListedDeletion => ({ ...deleted, freedBytes }));
  },
  retentionRules: async (args: WireScope & PageArguments, { ports }, access) => {
    const page = readPage(args);
    const listed = await listRetentionRules(ports, access, scopeOf(args), page);
    return listed && connection(listed, (set) => set);
  },
  previewRetention: async (
    { rules, ...scope }: WireScope & { rules?: WireRule[] | null },
    { ports, budget },
    access,
  ) => {
    const preview = await budget.heavy(() =>
      previewRetention(ports, access, scopeOf(scope), rules ? rules.map(ruleOf) : null),
    );
    return preview && { ...preview, totalCount: preview.versions.length };
  },
};

/** Mutations that end versions, keep them, and bring them back. */
export const retentionMutations: Readonly<Record<string, RootField>> = {
  deleteArtifacts: async ({ input }: { input: DeleteArtifactsWire }, { ports, budget, aliasesArgument }, access) => {
    const { versions, bytes } = await deleteArtifacts(ports, access, {
      entity: input.entityName,
      project: input.projectName,
      collection: input.artifactCollectionName ?? null,
      type: input.artifactTypeName ?? null,
      filter: budget.readFilter(input.filter, deletionFilterFields),
      filterText: input.filter,
      deleteAliases: input.deleteAliases,
      aliasesArgument,
      isDryRun: input.dryRun,
    });
    const deletedCount = versions.filter(({ protection }) => protection === null).length;
    return { versions, deletedCount: input.dryRun ? 0 : deletedCount, bytes, dryRun: input.dryRun };
  },
  undeleteArtifacts: async ({ artifactIDs }: { artifactIDs: string[] }, { ports }, access) =>
    undeleteArtifacts(ports, access, artifactIDs.map(requireArtifactId)),
  purgeArtifacts: async ({ artifactIDs }: { artifactIDs: string[] }, { ports }, access) => {
    const { ids, bytes } = await purgeArtifacts(ports, access, artifactIDs.map(requireArtifactId));
    return { purgedCount: ids.length, bytes };
  },
  setRetentionRules: (
    { input: { rules, ...scope } }: { input: WireScope & { rules: WireRule[] } },
    { ports },
    access,
  ) => setRetentionRules(ports, access, scopeOf(scope), rules.map(ruleOf)),
  setTimeToLive: (
    { input }: { input: WireScope & { entityName: string; ttlDurationSeconds: number } },
    { ports },
    access,
  ) =>
    setTimeToLive(ports, access, {
      entity: input.entityName,
      project: input.projectName ?? null,
      collection: input.artifactCollectionName ?? null,
      ttlSeconds: input.ttlDurationSeconds,
    }),
};

/** Fields of a version that matches a filter. */
export const matchedVersionFields: Fields<MatchedVersion> = { artifact: ({ version }) => version };

/** Fields of a version that retention rules would delete. */
export const previewedVersionFields: Fields<PreviewedVersion> = {
  artifact: ({ version }) => version,
  because: ({ reason }) => reason,
};

/** A deleted version on a page of them. */
type ListedDeletion = DeletedVersion & { freedBytes(): Promise<ReadonlyMap<ArtifactId, number>> };

/** Fields of a deleted version. */
export const deletedFields: Fields<ListedDeletion> = {
  artifact: ({ id }, _, { ports }) => ports.metadata.read.versions.byId(id),
  aliases: async ({ aliases }, _, { visibility }) => {
    const isShown = await Promise.all(aliases.map(({ collectionId }) => visibility.readsCollection(collectionId)));
    const shown = aliases.filter(({ alias }, index) => isShown[index] && alias !== LATEST);
    return [...new Set(shown.map(({ alias }) => alias))];
  },
  bytes: async ({ id, freedBytes }) => (await freedBytes()).get(id) ?? 0,
  deletedAt: ({ deletedAtMs }) => preciseTime(deletedAtMs),
};

/** Fields of a version that was brought back. */
export const undeletedFields: Fields<Undeleted> = {
  artifact: ({ id }, _, { ports }) => ports.metadata.read.versions.byId(id),
};

/** Fields of rules as they were set. */
export const setRulesFields: Fields<SetRules> = {
  setAt: ({ setAtMs }) => preciseTime(setAtMs),
};

function scopeOf({ entityName, projectName, artifactCollectionName }: WireScope): ScopeName {
  return { entity: entityName ?? null, project: projectName ?? null, collection: artifactCollectionName ?? null };
}

function ruleOf(rule: WireRule): RetentionRule {
  return { ...rule, types: [...rule.types], keepBest: rule.keepBest ? { ...rule.keepBest } : null };
}
