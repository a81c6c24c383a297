import { StemmaError } from "../errors.ts";
import type { ArtifactId, CollectionId, EntityId, ProjectId } from "../ids.ts";
import { type JsonText, parseLoose } from "../json/json-text.ts";
import { MAX_RETENTION_RULES } from "../limits.ts";
import { checkPlainName, truncate } from "../names.ts";
import { DAY_MS } from "../operations/storage.ts";

/** The scope of retention rules. The narrowest scope with a rule for a version's type decides. */
export type RetentionScope =
  | { readonly kind: "instance" }
  | { readonly kind: "entity"; readonly id: EntityId }
  | { readonly kind: "project"; readonly id: ProjectId }
  | { readonly kind: "collection"; readonly id: CollectionId };

/** The versions to keep; all others are deleted once they are old enough. */
export interface RetentionRule {
  /** The artifact types of the rule; empty means all. */
  readonly types: readonly string[];
  /** Keeps every version for this many days after its creation. */
  readonly afterDays: number;
  /** Keeps the newest versions of each collection. */
  readonly keepLast: number;
  /** Keeps versions with an alias, including `latest`. */
  readonly keepAliased: boolean;
  readonly keepTagged: boolean;
  readonly keepLinked: boolean;
  /** Keeps versions used by a run that is not deleted. */
  readonly keepUsed: boolean;
  /** Keeps the versions with the best value in each collection. */
  readonly keepBest: BestBy | null;
}

/** The best versions by a number in their metadata. */
interface BestBy {
  /** The dotted path of the number. */
  readonly metadata: string;
  readonly order: "MAX" | "MIN";
  readonly count: number;
}

/** The fields of a version that rules use. */
export interface RetentionCandidate {
  readonly id: ArtifactId;
  readonly versionIndex: number;
  readonly createdAtMs: number;
  readonly isAliased: boolean;
  readonly isTagged: boolean;
  readonly isLinked: boolean;
  readonly isUsed: boolean;
  /** Loaded if a rule needs it; else null. */
  readonly metadata: JsonText | null;
}

/**
 * Validates rules.
 *
 * @throws `invalid_input`
 */
export function checkRetentionRules(rules: readonly RetentionRule[]): readonly RetentionRule[] {
  if (rules.length > MAX_RETENTION_RULES)
    throw refusal(`there are ${rules.length}`, `at most ${MAX_RETENTION_RULES} for one scope`);
  for (const { types, afterDays, keepLast, keepBest } of rules) {
    for (const type of types) checkPlainName(type, "type");
    if (!Number.isFinite(afterDays) || afterDays < 0) throw refusal(`afterDays is ${afterDays}`, "0 days or more");
    if (!Number.isInteger(keepLast) || keepLast < 0) throw refusal(`keepLast is ${keepLast}`, "0 versions or more");
    if (keepBest === null) continue;
    if (keepBest.count < 1) throw refusal(`keepBest.count is ${keepBest.count}`, "1 version or more");
    if (keepBest.metadata === "")
      throw refusal("keepBest.metadata is empty", "keys joined by dots, such as val.accuracy");
  }
  return rules;
}

/** Returns the first rule for a type. */
export function ruleFor(rules: readonly RetentionRule[], type: string): RetentionRule | undefined {
  return rules.find(({ types }) => types.length === 0 || types.includes(type));
}

/** Returns the versions of one collection that a rule expires, oldest first. */
export function versionsToExpire(
  rule: RetentionRule,
  versions: readonly RetentionCandidate[],
  nowMs: number,
): RetentionCandidate[] {
  const newest = versions.toSorted((left, right) => right.versionIndex - left.versionIndex);
  const kept = new Set([...newest.slice(0, rule.keepLast), ...bestOf(rule.keepBest, newest)].map(({ id }) => id));
  const isKept = (version: RetentionCandidate): boolean =>
    kept.has(version.id) ||
    version.createdAtMs + rule.afterDays * DAY_MS > nowMs ||
    (rule.keepAliased && version.isAliased) ||
    (rule.keepTagged && version.isTagged) ||
    (rule.keepLinked && version.isLinked) ||
    (rule.keepUsed && version.isUsed);
  return newest.filter((version) => !isKept(version)).reverse();
}

/** Of equal values the newer version is better; versions without a number are never kept. */
function bestOf(best: BestBy | null, newest: readonly RetentionCandidate[]): readonly RetentionCandidate[] {
  if (best === null) return [];
  const sign = best.order === "MAX" ? -1 : 1;
  return newest
    .flatMap((version) => {
      const value = numberAt(version.metadata, best.metadata);
      return value === undefined ? [] : [{ version, value: value * sign }];
    })
    .toSorted((left, right) => left.value - right.value)
    .slice(0, best.count)
    .map(({ version }) => version);
}

function numberAt(metadata: JsonText | null, path: string): number | undefined {
  if (metadata === null) return undefined;
  let value: unknown = parseLoose(metadata, "the metadata");
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === "number" && !Number.isNaN(value) ? value : undefined;
}

/** Describes a rule in words, for the journal and for users. */
export function ruleText(rule: RetentionRule): string {
  const kept = [
    rule.keepLast > 0 ? `the last ${rule.keepLast}` : "",
    rule.keepAliased ? "versions with an alias" : "",
    rule.keepTagged ? "versions with a tag" : "",
    rule.keepLinked ? "linked versions" : "",
    rule.keepUsed ? "versions used by a run" : "",
    rule.keepBest === null
      ? ""
      : `the ${rule.keepBest.count} ${rule.keepBest.order === "MAX" ? "highest" : "lowest"} by ${truncate(rule.keepBest.metadata)}`,
  ].filter((part) => part !== "");
  const types = rule.types.length === 0 ? "all types" : rule.types.map((type) => `"${truncate(type)}"`).join(", ");
  return `of ${types}, after ${rule.afterDays} days keep ${kept.length === 0 ? "nothing" : kept.join(", ")}`;
}

function refusal(found: string, expected: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot set the retention rules: ${found}, expected ${expected}`);
}
