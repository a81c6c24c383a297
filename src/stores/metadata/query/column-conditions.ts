import { type RawBuilder, sql } from "kysely";
import { keptText, meets, type ValueTest } from "../../../model/index.ts";
import { type Bounds, both, exactly, NEVER, UNKNOWN, combineBounds } from "./filter-bounds.ts";

/** A column that the engine compares. Texts are ordered by their bytes. */
export interface ComparedColumn {
  readonly value: RawBuilder<unknown>;
  readonly type: "whole number" | "text";
  readonly isNullable: boolean;
}

/** Describes an integer column that is never null. */
export function numberOf(value: RawBuilder<unknown>): ComparedColumn {
  return { value, type: "whole number", isNullable: false };
}

/** Describes a text column that is never null. */
export function textOf(value: RawBuilder<unknown>): ComparedColumn {
  return { value, type: "text", isNullable: false };
}

/** Translates a test to bounds on a column; patterns stay undecided. */
export function columnBounds(column: ComparedColumn, test: Exclude<ValueTest, { op: "not" | "every" }>): Bounds {
  switch (test.op) {
    case "exists":
      return presence(column, test.isThere);
    case "eq":
      return test.value === null ? presence(column, false) : equal(column, test.value);
    case "in":
      return oneOf(column, test.values);
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return ordered(column, test.op, test.value);
    case "regex":
    case "contains":
      return UNKNOWN;
    case "size":
    case "all":
      return both(meets(test, column.type === "text" ? "" : 0));
  }
}

function presence({ value, isNullable }: ComparedColumn, isThere: boolean): Bounds {
  if (!isNullable) return both(isThere);
  return exactly(isThere ? sql`${value} is not null` : sql`${value} is null`);
}

function equal(column: ComparedColumn, wanted: unknown): Bounds {
  const parameter = parameterOf(column, wanted);
  return parameter === undefined ? NEVER : compared(column, "=", parameter);
}

function oneOf(column: ComparedColumn, values: readonly unknown[]): Bounds {
  const parameters = values.flatMap((value) => parameterOf(column, value) ?? []);
  const some = parameters.length === 0 ? NEVER : compared(column, "in", sql`(${sql.join(parameters)})`);
  return values.includes(null) ? combineBounds("or", [some, presence(column, false)]) : some;
}

/** Converts a value to the type of the column; undefined if the column cannot contain it. */
function parameterOf({ type }: ComparedColumn, wanted: unknown): RawBuilder<unknown> | undefined {
  if (type === "text") return typeof wanted === "string" ? sql`cast(${keptText(wanted)} as text)` : undefined;
  const number = wholeNumber(wanted);
  return number === undefined ? undefined : sql`cast(${number} as bigint)`;
}

const OPERATORS = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function ordered(column: ComparedColumn, op: keyof typeof OPERATORS, wanted: unknown): Bounds {
  if (column.type === "text")
    return typeof wanted === "string" ? compared(column, OPERATORS[op], sql`cast(${keptText(wanted)} as text)`) : NEVER;
  if ((typeof wanted !== "number" && typeof wanted !== "bigint") || Number.isNaN(wanted)) return NEVER;
  // For an integer column, a fraction rounds up for < and >=, and down for > and <=.
  const rounded = op === "gt" || op === "lte" ? Math.floor(Number(wanted)) : Math.ceil(Number(wanted));
  const bound = Math.min(Math.max(rounded, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  return compared(column, OPERATORS[op], sql`cast(${bound} as bigint)`);
}

function compared({ value, isNullable }: ComparedColumn, operator: string, wanted: RawBuilder<unknown>): Bounds {
  const comparison = sql`${value} ${sql.raw(operator)} ${wanted}`;
  // A null comparison would stay null when it is negated.
  return exactly(isNullable ? sql`(${value} is not null and ${comparison})` : comparison);
}

function wholeNumber(value: unknown): number | undefined {
  if (typeof value === "bigint") return undefined;
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
