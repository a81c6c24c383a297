import { StemmaError } from "../errors.ts";
import { type Field, type FieldTable, findField } from "./filter-fields.ts";
import { meets, meetsTime, type ValueTest } from "./filter-test.ts";
import { parseExact } from "../json/json-text.ts";
import { MAX_FILTER_CHARACTERS, MAX_FILTER_NODES, MAX_FILTER_STEPS, MAX_FILTER_VALUES } from "../limits.ts";
import { truncate } from "../names.ts";
import { type PatternBudget, readPattern } from "./pattern.ts";
import { readTime } from "../time-text.ts";

/** Returns the value of a field by its path in the `FieldTable`; undefined if it has none. */
export type FieldLookup = (path: string) => unknown;

/** A parsed filter: it can be evaluated on a row, and its tree compiled for an engine. */
export interface Filter {
  (lookup: FieldLookup): boolean;
  readonly tree: FilterNode;
  /** The text it was parsed from and its budget of steps; null if it was created otherwise. */
  readonly source: { readonly text: string; readonly work: PatternBudget } | null;
}

/** A part of a filter. */
export type FilterNode =
  | { readonly kind: "and" | "or"; readonly parts: readonly FilterNode[] }
  | { readonly kind: "not"; readonly part: FilterNode }
  | { readonly kind: "field"; readonly field: Field; readonly test: ValueTest };

/**
 * Parses a filter in the language of MongoDB: fields with a value or an object of operators, joined by `$and`, `$or`,
 * `$nor`, `$not`. The SQL of a list must match the same rows as `meetsFilter`.
 *
 * Operators: `$eq $ne $in $nin $gt $gte $lt $lte $exists $regex $contains $size $all $not`.
 *
 * @param table the fields of the list's rows
 *
 * @param work the budget of steps, shared by all filters of a request
 *
 * @throws `invalid_input` with the invalid field, operator or value; `over_budget` from the filter, once the budget is
 * used up
 */
export function readFilter(json: string | null | undefined, table: FieldTable, work = filterBudget()): Filter {
  if (json === null || json === undefined) return EVERYTHING;
  if (json.length > MAX_FILTER_CHARACTERS)
    throw new StemmaError(
      "invalid_input",
      `Cannot filter: the filter has ${json.length} characters, expected at most ${MAX_FILTER_CHARACTERS}`,
    );
  if (json.trim() === "") return EVERYTHING;
  let value: unknown;
  try {
    value = parseExact(json, "the filter");
  } catch (cause) {
    throw new StemmaError("invalid_input", `Cannot filter by "${truncate(json)}": it is not valid JSON`, { cause });
  }
  if (value === null) return EVERYTHING;
  const budget = { nodes: 0, values: 0, comparisons: 0, work };
  const { tree } = filterOf(readObject(value, table, budget));
  const stepsOfRow = budget.nodes + budget.comparisons;
  const filter = (lookup: FieldLookup): boolean => {
    takeSteps(work, stepsOfRow);
    return meetsFilter(tree, lookup);
  };
  return Object.assign(filter, { tree, source: { text: json, work } });
}

/** Creates a budget of steps, shared by all filters of a request. */
export function filterBudget(): PatternBudget {
  return { steps: MAX_FILTER_STEPS };
}

/** Creates a filter from its tree. */
export function filterOf(tree: FilterNode): Filter {
  return Object.assign((lookup: FieldLookup) => meetsFilter(tree, lookup), { tree, source: null });
}

/** The filter that matches every row. */
export const EVERYTHING: Filter = filterOf({ kind: "and", parts: [] });

/** Returns whether a row matches a filter. */
export function meetsFilter(node: FilterNode, lookup: FieldLookup): boolean {
  switch (node.kind) {
    case "and":
      return node.parts.every((part) => meetsFilter(part, lookup));
    case "or":
      return node.parts.some((part) => meetsFilter(part, lookup));
    case "not":
      return !meetsFilter(node.part, lookup);
    case "field": {
      const value = lookup(node.field.path);
      return node.field.kind === "time" ? meetsTime(node.test, value) : meets(node.test, value);
    }
  }
}

interface Budget {
  nodes: number;
  /** Number of values in all lists. */
  values: number;
  /** Number of list values that must be compared one by one. */
  comparisons: number;
  readonly work: PatternBudget;
}

function readObject(value: unknown, table: FieldTable, budget: Budget): FilterNode {
  spend(budget);
  if (!isObject(value)) throw refused(value, "an object of fields and operators");
  const parts = Object.entries(value).map(([key, operand]): FilterNode => {
    if (key === "$and") return { kind: "and", parts: readList(operand, table, budget) };
    if (key === "$or") return { kind: "or", parts: readList(operand, table, budget) };
    if (key === "$nor") return { kind: "not", part: { kind: "or", parts: readList(operand, table, budget) } };
    if (key === "$not") return { kind: "not", part: readObject(operand, table, budget) };
    if (key.startsWith("$")) throw refused(key, "$and, $or, $nor, $not or a field");
    const field = findField(table, key, "filter");
    return { kind: "field", field, test: readTest(operand, { name: key, isTime: field.kind === "time", budget }) };
  });
  return parts.length === 1 ? parts[0]! : { kind: "and", parts };
}

/** The field of the test. */
interface Asked {
  readonly name: string;
  readonly isTime: boolean;
  readonly budget: Budget;
}

function readTest(operand: unknown, asked: Asked): ValueTest {
  spend(asked.budget);
  if (!isObject(operand) || !Object.keys(operand).some((key) => key.startsWith("$")))
    return { op: "eq", value: readValue(operand, asked) };
  const tests = Object.entries(operand).map(([operator, argument]) => readOperator(operator, argument, operand, asked));
  return tests.length === 1 ? tests[0]! : { op: "every", tests };
}

function readOperator(operator: string, argument: unknown, all: Record<string, unknown>, asked: Asked): ValueTest {
  switch (operator) {
    case "$eq":
      return { op: "eq", value: readValue(argument, asked) };
    case "$ne":
      return { op: "not", test: { op: "eq", value: readValue(argument, asked) } };
    case "$in":
      return { op: "in", values: readValues(argument, asked) };
    case "$nin":
      return { op: "not", test: { op: "in", values: readValues(argument, asked) } };
    case "$gt":
      return { op: "gt", value: readValue(argument, asked) };
    case "$gte":
      return { op: "gte", value: readValue(argument, asked) };
    case "$lt":
      return { op: "lt", value: readValue(argument, asked) };
    case "$lte":
      return { op: "lte", value: readValue(argument, asked) };
    case "$exists":
      return { op: "exists", isThere: Boolean(argument) };
    case "$regex":
      return { op: "regex", isFound: pattern(argument, all["$options"], asked.budget) };
    case "$options":
      return { op: "every", tests: [] };
    case "$contains":
      return { op: "contains", value: argument };
    case "$size":
      return { op: "size", value: argument };
    case "$all":
      asked.budget.comparisons += listOf(argument, "$all", asked).length;
      return { op: "all", values: argument };
    case "$not":
      return { op: "not", test: readTest(argument, asked) };
    default:
      throw refused(
        operator,
        "$eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists, $regex, $contains, $size, $all or $not",
      );
  }
}

/** Reads a value to compare with: times are reduced to whole seconds, so that all notations are equal. */
function readValue(argument: unknown, { name, isTime }: Asked): unknown {
  return isTime && argument !== null ? readTime(argument, name) : argument;
}

function readValues(argument: unknown, asked: Asked): readonly unknown[] {
  return listOf(argument, "$in and $nin", asked).map((value) => readValue(value, asked));
}

function listOf(argument: unknown, operators: string, { budget }: Asked): readonly unknown[] {
  if (!Array.isArray(argument)) throw refused(argument, `a list after ${operators}`);
  budget.values += argument.length;
  if (budget.values > MAX_FILTER_VALUES)
    throw new StemmaError(
      "invalid_input",
      `Cannot filter: the lists of the filter have ${budget.values} values, expected at most ${MAX_FILTER_VALUES}`,
    );
  // Texts are found by a lookup in a set.
  budget.comparisons += argument.filter((value) => typeof value !== "string").length;
  return argument;
}

function pattern(argument: unknown, options: unknown, budget: Budget): (text: string) => boolean {
  if (typeof argument !== "string") throw refused(argument, "a pattern after $regex");
  return readPattern(argument, typeof options === "string" && options.includes("i"), budget.work);
}

function readList(operand: unknown, table: FieldTable, budget: Budget): FilterNode[] {
  if (!Array.isArray(operand)) throw refused(operand, "a list of filters");
  return operand.map((part) => readObject(part, table, budget));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function spend(budget: Budget): void {
  budget.nodes += 1;
  if (budget.nodes > MAX_FILTER_NODES)
    throw new StemmaError("invalid_input", `Cannot filter: the filter has more than ${MAX_FILTER_NODES} parts`);
}

/**
 * @throws `over_budget`
 */
function takeSteps(work: PatternBudget, steps: number): void {
  work.steps -= steps;
  if (work.steps < 0)
    throw new StemmaError(
      "over_budget",
      "Cannot filter: the filters of this request need too many comparisons; use fewer or narrower filters",
    );
}

function refused(found: unknown, expected: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot filter by "${truncate(found)}": expected ${expected}`);
}
