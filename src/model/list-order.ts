import { compareUtf8 } from "./entry-path.ts";
import { type FieldTable, findField } from "./filter-fields.ts";
import type { FieldLookup } from "./filter.ts";

/** How a list is sorted. */
export interface ListOrder {
  readonly path: string;
  readonly isDescending: boolean;
}

/**
 * Reads an order as clients write it: `+created_at`, `-summary_metrics.loss`, a bare `name`.
 *
 * @param table the fields of the list's rows
 *
 * **Errors** `invalid_input` with the nearest name for a field that is not among them
 */
export function readOrder(text: string | null | undefined, table: FieldTable): ListOrder | undefined {
  const first = text?.split(",")[0]?.trim();
  if (first === undefined || first === "") return undefined;
  const { path } = findField(table, first.replace(/^[+-]/, ""), "order");
  return { path, isDescending: first.startsWith("-") };
}

/**
 * Sorts rows by a field; rows without it come last, equal rows keep their order.
 *
 * Values of different kinds stand apart: false and true, then numbers, then texts in the order of their UTF-8 bytes.
 */
export function sortRows<Row>(
  rows: readonly Row[],
  { path, isDescending }: ListOrder,
  lookupOf: (row: Row) => FieldLookup,
): Row[] {
  const sign = isDescending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: orderValue(lookupOf(row)(path)) }));
  keyed.sort((left, right) => {
    if (isSortable(left.key) && isSortable(right.key)) return sign * order(left.key, right.key);
    return Number(isSortable(right.key)) - Number(isSortable(left.key));
  });
  return keyed.map(({ row }) => row);
}

/** A value to order by: integers beyond 2^53 are ordered as the numbers nearest to them. */
export function orderValue(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

const KINDS: readonly string[] = ["boolean", "number", "string"];

type Key = boolean | number | string;

function isSortable(key: unknown): key is Key {
  return KINDS.includes(typeof key) && !Number.isNaN(key);
}

function order(left: Key, right: Key): number {
  if (typeof left === "string" && typeof right === "string") return compareUtf8(left, right);
  if (typeof left !== typeof right) return KINDS.indexOf(typeof left) - KINDS.indexOf(typeof right);
  return left < right ? -1 : Number(left > right);
}
