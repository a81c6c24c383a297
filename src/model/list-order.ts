import type { FieldLookup } from "./filter.ts";

/** How a list is sorted. */
export interface ListOrder {
  readonly path: string;
  readonly isDescending: boolean;
}

/** Reads an order as clients write it: `+created_at`, `-summary_metrics.loss`, a bare `name`. */
export function readOrder(text: string | null | undefined): ListOrder | undefined {
  const first = text?.split(",")[0]?.trim();
  if (first === undefined || first === "") return undefined;
  const path = first.replace(/^[+-]/, "");
  return { path, isDescending: first.startsWith("-") };
}

/** Sorts rows by a field; rows without it come last, equal rows keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  { path, isDescending }: ListOrder,
  lookupOf: (row: Row) => FieldLookup,
): Row[] {
  const sign = isDescending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: lookupOf(row)(path) }));
  keyed.sort((left, right) => {
    const [hasLeft, hasRight] = [isSortable(left.key), isSortable(right.key)];
    if (!hasLeft || !hasRight) return Number(hasRight) - Number(hasLeft);
    return sign * order(left.key, right.key);
  });
  return keyed.map(({ row }) => row);
}

function isSortable(key: unknown): key is string | number {
  return typeof key === "string" || (typeof key === "number" && !Number.isNaN(key));
}

function order(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [a, b] = [String(left), String(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
