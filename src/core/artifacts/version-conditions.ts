import type { Collection, FilterNode, ValueTest } from "../../model/index.ts";
import type { VersionConditions } from "../ports/metadata.ts";

/** The conditions of a filter that the database can check. */
export interface CompiledFilter {
  /** Null if no version can match the filter. */
  readonly conditions: VersionConditions | null;
  /** False if the filter has to be evaluated on each row that remains. */
  readonly isExact: boolean;
}

/**
 * Extracts the conditions on indexed columns that every row must meet: aliases, tags, indexes, digests and times. The
 * filter itself checks the rest, such as metadata.
 */
export function compileVersionFilter(tree: FilterNode, collection: Collection): CompiledFilter {
  const found: { conditions: Mutable<VersionConditions>; isExact: boolean; isImpossible: boolean } = {
    conditions: {},
    isExact: true,
    isImpossible: false,
  };
  for (const node of conjuncts(tree)) {
    const part = node.kind === "field" ? compileField(node.field.path, node.test, collection) : undefined;
    if (part === undefined) found.isExact = false;
    else if (part === "never") found.isImpossible = true;
    else if (part !== "always") add(found.conditions, part);
  }
  return { conditions: found.isImpossible ? null : found.conditions, isExact: found.isExact };
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Yields the parts of a filter that must all match. */
export function* conjuncts(node: FilterNode): Generator<FilterNode> {
  if (node.kind === "and") for (const part of node.parts) yield* conjuncts(part);
  else if (node.kind === "field" && node.test.op === "every")
    for (const test of node.test.tests) yield* conjuncts({ ...node, test });
  else yield node;
}

function compileField(
  path: string,
  test: ValueTest,
  { name, type }: Collection,
): VersionConditions | "always" | "never" | undefined {
  const texts = wantedTexts(test);
  if (texts !== undefined) {
    const constant = { state: "COMMITTED", name, type }[path];
    if (constant !== undefined) return texts.includes(constant) ? "always" : "never";
    if (path === "alias") return { aliases: [texts] };
    if (path === "tag") return { tags: [texts] };
    if (path === "digest") return { digests: [texts] };
  }
  if (path === "versionIndex") return indexRange(test);
  if (path === "createdAt") return timeRange(test);
  return undefined;
}

/** Returns the texts that a field may have; undefined for other tests. */
export function wantedTexts(test: ValueTest): readonly string[] | undefined {
  const values = test.op === "eq" ? [test.value] : test.op === "in" ? test.values : [];
  return values.length > 0 && values.every((value) => typeof value === "string" && isKept(value))
    ? (values as readonly string[])
    : undefined;
}

/** Returns whether the database stores a text unchanged. */
function isKept(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

function indexRange(test: ValueTest): VersionConditions | undefined {
  if (!("value" in test) || typeof test.value !== "number" || !Number.isSafeInteger(test.value)) return undefined;
  return rangeOf(test.op, test.value, (minIndex, maxIndex) => ({ minIndex, maxIndex }));
}

/** Times in filters are whole seconds. */
function timeRange(test: ValueTest): VersionConditions | undefined {
  if (!("value" in test) || typeof test.value !== "number" || !Number.isSafeInteger(test.value * 1000))
    return undefined;
  return rangeOf(test.op, test.value, (min, max) => ({
    ...(min === undefined ? {} : { minCreatedAtMs: min * 1000 }),
    ...(max === undefined ? {} : { maxCreatedAtMs: max * 1000 + 999 }),
  }));
}

/** Returns the lowest and highest integer that satisfy a comparison. */
function rangeOf(
  op: string,
  value: number,
  toConditions: (min: number | undefined, max: number | undefined) => VersionConditions,
): VersionConditions | undefined {
  if (op === "eq") return toConditions(value, value);
  if (op === "gt") return toConditions(value + 1, undefined);
  if (op === "gte") return toConditions(value, undefined);
  if (op === "lt") return toConditions(undefined, value - 1);
  if (op === "lte") return toConditions(undefined, value);
  return undefined;
}

function add(all: Mutable<VersionConditions>, part: VersionConditions): void {
  const lists = ["aliases", "tags", "digests"] as const;
  for (const list of lists) if (part[list] !== undefined) all[list] = [...(all[list] ?? []), ...part[list]];
  for (const low of ["minIndex", "minCreatedAtMs"] as const)
    if (part[low] !== undefined) all[low] = Math.max(all[low] ?? part[low], part[low]);
  for (const high of ["maxIndex", "maxCreatedAtMs"] as const)
    if (part[high] !== undefined) all[high] = Math.min(all[high] ?? part[high], part[high]);
}
