import {
  type ArtifactId,
  type CollectionId,
  versionsToExpire,
  type RetentionRule,
  type RetentionScope,
  ruleFor,
  ruleText,
} from "../../model/index.ts";
import type { RuledCollection } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Collections evaluated in one batch, with all their versions; then other requests are served. */
const COLLECTIONS_PER_BATCH = 20;

/** The current rules of a scope. */
export interface ScopeRules {
  readonly scope: RetentionScope;
  readonly rules: readonly RetentionRule[];
}

/** Versions of one collection that rules expire, oldest first. */
export interface PlannedExpiry {
  readonly collection: RuledCollection;
  readonly ids: readonly ArtifactId[];
  readonly rule: RetentionRule;
  readonly ruledBy: RetentionScope;
  /** The scope of the rule and its text. */
  readonly reason: string;
}

/** Yields the versions that the rules expire, for each collection of a scope. */
export async function* planRetention(
  { metadata, clock, eventLoop }: Ports,
  scope: RetentionScope,
  all: readonly ScopeRules[],
): AsyncIterable<PlannedExpiry> {
  const { retention } = metadata.read;
  const nowMs = clock.nowMs();
  for (let after = 0 as CollectionId; ; await eventLoop.yieldToOthers()) {
    const collections = await retention.collections(scope, after, COLLECTIONS_PER_BATCH);
    if (collections.length === 0) return;
    after = collections.at(-1)!.id;
    const ruled = collections.flatMap((collection) => {
      const found = ruleOf(all, collection);
      return found === undefined ? [] : [{ collection, ...found }];
    });
    if (ruled.length === 0) continue;
    const withMetadata = ruled.some(({ rule }) => rule.keepBest !== null);
    const ids = ruled.map(({ collection }) => collection.id);
    const candidates = Map.groupBy(
      await retention.candidates(ids, { withMetadata }),
      ({ collectionId }) => collectionId,
    );
    for (const { collection, rule, ruledBy } of ruled) {
      const expiring = versionsToExpire(rule, candidates.get(collection.id) ?? [], nowMs);
      const reason = `retention rule of its ${ruledBy.kind}: ${ruleText(rule)}`;
      if (expiring.length > 0) yield { collection, ids: expiring.map(({ id }) => id), rule, ruledBy, reason };
    }
  }
}

/** Returns the rule of the narrowest scope that has one for the type. */
function ruleOf(
  all: readonly ScopeRules[],
  { id, projectId, entityId, type }: RuledCollection,
): { rule: RetentionRule; ruledBy: RetentionScope } | undefined {
  const scopes: readonly RetentionScope[] = [
    { kind: "collection", id },
    { kind: "project", id: projectId },
    { kind: "entity", id: entityId },
    { kind: "instance" },
  ];
  for (const ruledBy of scopes) {
    const rule = ruleFor(all.find(({ scope }) => isSameScope(scope, ruledBy))?.rules ?? [], type);
    if (rule !== undefined) return { rule, ruledBy };
  }
  return undefined;
}

/** Returns whether two scopes are equal. */
export function isSameScope(left: RetentionScope, right: RetentionScope): boolean {
  if (left.kind === "instance" || right.kind === "instance") return left.kind === right.kind;
  return left.kind === right.kind && left.id === right.id;
}
