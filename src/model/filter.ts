import { StemmaError } from "./errors.ts";
import { MAX_FILTER_NODES } from "./limits.ts";
import { readPattern } from "./linear-pattern.ts";
import { shown } from "./names.ts";
import type { PatternBudget } from "./pattern-program.ts";

/** Gives the value of a field, named by a dotted path in snake case; undefined where there is none. */
export type FieldLookup = (path: string) => unknown;

/** A filter that was read and can be asked. */
export type Filter = (lookup: FieldLookup) => boolean;

/**
 * Reads a filter in the language of MongoDB: fields with a value or an object of operators, joined by `$and`, `$or`,
 * `$nor`, `$not`. One evaluator serves every list on every engine.
 *
 * Operators: `$eq $ne $in $nin $gt $gte $lt $lte $exists $regex $contains $size $all $not`.
 *
 * **Errors** `invalid_input` with the operator or value that is not understood
 */
export function readFilter(json: string | null | undefined): Filter {
  if (json === null || json === undefined || json.trim() === "") return () => true;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new StemmaError("invalid_input", `Cannot filter by "${shown(json)}": it is not JSON`, { cause });
  }
  if (value === null) return () => true;
  return readObject(value, { nodes: 0, steps: MAX_PATTERN_WORK_STEPS });
}

/** What all patterns of one filter may take over all rows, some tenths of a second: a filter must not hold the server. */
const MAX_PATTERN_WORK_STEPS = 10_000_000;

/** The part of a value that patterns look at: names and words are short, and what is longer is a text of its own. */
const MAX_SEARCHED_CHARACTERS = 2048;

interface Budget extends PatternBudget {
  nodes: number;
}

function readObject(value: unknown, budget: Budget): Filter {
  spend(budget);
  if (!isObject(value)) throw refused(value, "an object of fields and operators");
  const parts = Object.entries(value).map(([key, operand]): Filter => {
    if (key === "$and") return every(readList(operand, budget));
    if (key === "$or") return some(readList(operand, budget));
    if (key === "$nor") return negated(some(readList(operand, budget)));
    if (key === "$not") return negated(readObject(operand, budget));
    if (key.startsWith("$")) throw refused(key, "$and, $or, $nor, $not or a field");
    const test = readTest(operand, budget);
    return (lookup) => test(lookup(key));
  });
  return every(parts);
}

type Test = (value: unknown) => boolean;

function readTest(operand: unknown, budget: Budget): Test {
  spend(budget);
  if (!isObject(operand) || !Object.keys(operand).some((key) => key.startsWith("$")))
    return (value) => isEqual(value, operand);
  const tests = Object.entries(operand).map(([operator, argument]) =>
    readOperator(operator, argument, operand, budget),
  );
  return (value) => tests.every((test) => test(value));
}

function readOperator(operator: string, argument: unknown, all: Record<string, unknown>, budget: Budget): Test {
  switch (operator) {
    case "$eq":
      return (value) => isEqual(value, argument);
    case "$ne":
      return (value) => !isEqual(value, argument);
    case "$in":
      return oneOf(argument);
    case "$nin": {
      const test = oneOf(argument);
      return (value) => !test(value);
    }
    case "$gt":
      return (value) => compare(value, argument, (order) => order > 0);
    case "$gte":
      return (value) => compare(value, argument, (order) => order >= 0);
    case "$lt":
      return (value) => compare(value, argument, (order) => order < 0);
    case "$lte":
      return (value) => compare(value, argument, (order) => order <= 0);
    case "$exists":
      return (value) => (value !== undefined && value !== null) === Boolean(argument);
    case "$regex":
      return pattern(argument, all["$options"], budget);
    case "$options":
      return () => true;
    case "$contains":
      return (value) =>
        typeof value === "string"
          ? value.includes(String(argument))
          : Array.isArray(value) && value.some((item) => isEqual(item, argument));
    case "$size":
      return (value) => Array.isArray(value) && value.length === argument;
    case "$all":
      return (value) =>
        Array.isArray(argument) &&
        Array.isArray(value) &&
        argument.every((wanted) => value.some((item) => isEqual(item, wanted)));
    case "$not": {
      const test = readTest(argument, budget);
      return (value) => !test(value);
    }
    default:
      throw refused(
        operator,
        "$eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists, $regex, $contains, $size, $all or $not",
      );
  }
}

/** Equal by value; a list equals one of its items too, as tags are asked for. */
function isEqual(value: unknown, wanted: unknown): boolean {
  if (wanted === null) return value === null || value === undefined;
  if (Array.isArray(value) && !Array.isArray(wanted)) return value.some((item) => isEqual(item, wanted));
  if (Array.isArray(wanted))
    return (
      Array.isArray(value) && value.length === wanted.length && wanted.every((item, at) => isSame(value[at], item))
    );
  if (isObject(wanted)) return isObject(value) && haveSameMembers(value, wanted);
  return value === wanted;
}

/** Equal as JSON: nested lists are compared as they are. */
function isSame(value: unknown, wanted: unknown): boolean {
  return Array.isArray(value) === Array.isArray(wanted) && isEqual(value, wanted);
}

function haveSameMembers(value: Record<string, unknown>, wanted: Record<string, unknown>): boolean {
  const keys = Object.keys(wanted);
  return (
    Object.keys(value).length === keys.length &&
    keys.every((key) => Object.hasOwn(value, key) && isSame(value[key], wanted[key]))
  );
}

function oneOf(argument: unknown): Test {
  if (!Array.isArray(argument)) throw refused(argument, "a list behind $in and $nin");
  return (value) => argument.some((wanted) => isEqual(value, wanted));
}

function compare(value: unknown, wanted: unknown, isMet: (order: number) => boolean): boolean {
  if (typeof value === "number" && typeof wanted === "number") return isMet(value - wanted);
  if (typeof value === "string" && typeof wanted === "string")
    return isMet(value < wanted ? -1 : value > wanted ? 1 : 0);
  return false;
}

function pattern(argument: unknown, options: unknown, budget: Budget): Test {
  if (typeof argument !== "string") throw refused(argument, "a pattern behind $regex");
  const isFound = readPattern(argument, typeof options === "string" && options.includes("i"), budget);
  return (value) => typeof value === "string" && isFound(value.slice(0, MAX_SEARCHED_CHARACTERS));
}

function readList(operand: unknown, budget: Budget): Filter[] {
  if (!Array.isArray(operand)) throw refused(operand, "a list of filters");
  return operand.map((part) => readObject(part, budget));
}

function every(filters: readonly Filter[]): Filter {
  return (lookup) => filters.every((filter) => filter(lookup));
}

function some(filters: readonly Filter[]): Filter {
  return (lookup) => filters.some((filter) => filter(lookup));
}

function negated(filter: Filter): Filter {
  return (lookup) => !filter(lookup);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function spend(budget: Budget): void {
  budget.nodes += 1;
  if (budget.nodes > MAX_FILTER_NODES)
    throw new StemmaError("invalid_input", `Cannot filter: the filter has more than ${MAX_FILTER_NODES} parts`);
}

function refused(found: unknown, expected: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot filter by "${shown(found)}": expected ${expected}`);
}
