import { type RawBuilder, sql, type SqlBool } from "kysely";
import {
  END_OF_ORDERED_KEYS,
  FIRST_NUMBER_KEY,
  FIRST_TEXT_KEY,
  isCutKey,
  ITEM_PREFIX,
  listKey,
  OBJECT_KEY,
  OPAQUE_LIST_KEY,
  valueKey,
  type ValueTest,
} from "../../../model/index.ts";
import { inputValues } from "../engine/input-rows.ts";
import type { EngineCapabilities } from "../engine/engine.ts";

/**
 * The conditions of a test on rows of the value index: a run matches if it has a row with `must`, and may match if it
 * has a row with only `may`.
 */
export interface ValueConditions {
  readonly must: readonly RowCondition[];
  readonly may: readonly RowCondition[];
}

/** A condition on the column `value`. */
export type RowCondition =
  | { readonly kind: "keys"; readonly keys: readonly string[] }
  | {
      readonly kind: "range";
      readonly low: string;
      readonly high: string;
      readonly isLowIn: boolean;
      readonly isHighIn: boolean;
    };

/** Tests on rows of the index; the other tests are combinations of these. */
export type RowTest = Extract<
  ValueTest,
  { op: "eq" | "in" | "gt" | "gte" | "lt" | "lte" | "contains" | "size" | "all" }
>;

const NONE: ValueConditions = { must: [], may: [] };
/** The first key after all numbers. */
const END_OF_NUMBERS = "o";
const FIRST_LIST_KEY = "xl";
const END_OF_LISTS = "xm";

/** Returns the conditions of a test on present values; null stands for a missing value and never matches. */
export function conditionsOf(test: RowTest): ValueConditions {
  switch (test.op) {
    case "eq":
      return equal(test.value);
    case "in": {
      const all = test.values.map(equal);
      return { must: all.flatMap(({ must }) => must), may: all.flatMap(({ may }) => may) };
    }
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return ordered(test.op, test.value);
    case "contains": {
      const key = keyOf(test.value);
      if (key === undefined) return { must: [], may: [anyList] };
      const item: RowCondition = { kind: "keys", keys: [ITEM_PREFIX + key] };
      return isCutKey(key) ? { must: [], may: [item, opaque] } : { must: [item], may: [opaque] };
    }
    case "size": {
      const { value } = test;
      const isSize = typeof value === "bigint" || (Number.isInteger(value) && Number(value) >= 0);
      return isSize ? { must: [{ kind: "keys", keys: [listKey(Number(value))] }], may: [opaque] } : NONE;
    }
    case "all":
      return Array.isArray(test.values) ? { must: [], may: [anyList] } : NONE;
  }
}

const opaque: RowCondition = { kind: "keys", keys: [OPAQUE_LIST_KEY] };
const anyList: RowCondition = {
  kind: "range",
  low: FIRST_LIST_KEY,
  high: END_OF_LISTS,
  isLowIn: true,
  isHighIn: false,
};

function equal(wanted: unknown): ValueConditions {
  if (wanted === null) return NONE;
  if (Array.isArray(wanted)) {
    const lists: RowCondition = { kind: "keys", keys: [listKey(wanted.length)] };
    return wanted.length === 0 ? { must: [lists], may: [] } : { must: [], may: [lists, opaque] };
  }
  if (typeof wanted === "object") return { must: [], may: [{ kind: "keys", keys: [OBJECT_KEY] }, opaque] };
  const key = keyOf(wanted);
  // NaN equals nothing.
  if (key === undefined) return NONE;
  const same: RowCondition = { kind: "keys", keys: [key, ITEM_PREFIX + key] };
  return isCutKey(key) ? { must: [], may: [same, opaque] } : { must: [same], may: [opaque] };
}

function ordered(op: "gt" | "gte" | "lt" | "lte", wanted: unknown): ValueConditions {
  const isText = typeof wanted === "string";
  if (!isText && typeof wanted !== "number" && typeof wanted !== "bigint") return NONE;
  const key = keyOf(wanted);
  if (key === undefined) return NONE;
  const [first, end] = isText ? [FIRST_TEXT_KEY, END_OF_ORDERED_KEYS] : [FIRST_NUMBER_KEY, END_OF_NUMBERS];
  const range = (isKeyIn: boolean): RowCondition =>
    op === "gt" || op === "gte"
      ? { kind: "range", low: key, high: end, isLowIn: isKeyIn, isHighIn: false }
      : { kind: "range", low: first, high: key, isLowIn: true, isHighIn: isKeyIn };
  // Only the beginning of a truncated text can be compared.
  if (isCutKey(key)) return { must: [range(false)], may: [range(true)] };
  return { must: [range(op === "gte" || op === "lte")], may: [] };
}

function keyOf(value: unknown): string | undefined {
  return typeof value === "number" && Number.isNaN(value) ? undefined : valueKey(value);
}

/** Keys passed as separate parameters; a longer list is passed as one. */
const MAX_SINGLE_KEYS = 20;

/** Returns the SQL of a condition. */
export function conditionSql(capabilities: EngineCapabilities, condition: RowCondition): RawBuilder<SqlBool> {
  if (condition.kind === "range") {
    const { low, high, isLowIn, isHighIn } = condition;
    return sql<SqlBool>`(value ${sql.raw(isLowIn ? ">=" : ">")} ${low} and value ${sql.raw(isHighIn ? "<=" : "<")} ${high})`;
  }
  const { keys } = condition;
  if (keys.length === 1) return sql<SqlBool>`value = ${keys[0]}`;
  if (keys.length <= MAX_SINGLE_KEYS) return sql<SqlBool>`value in (${sql.join([...keys])})`;
  return sql<SqlBool>`value in ${inputValues(capabilities, "text", keys)}`;
}

/** Combines the keys of several conditions into one, so that a long list is one parameter. */
export function united(conditions: readonly RowCondition[]): readonly RowCondition[] {
  const keys = conditions.flatMap((condition) => (condition.kind === "keys" ? condition.keys : []));
  const ranges = conditions.filter(({ kind }) => kind === "range");
  return keys.length === 0 ? ranges : [{ kind: "keys", keys: [...new Set(keys)] }, ...ranges];
}
