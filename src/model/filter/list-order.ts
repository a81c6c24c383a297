import { type FieldTable, findField } from "./filter-fields.ts";

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
 * @throws `invalid_input` with the nearest name for a field that is not among them
 */
export function readOrder(text: string | null | undefined, table: FieldTable): ListOrder | undefined {
  const first = text?.split(",")[0]?.trim();
  if (first === undefined || first === "") return undefined;
  const { path } = findField(table, first.replace(/^[+-]/, ""), "order");
  return { path, isDescending: first.startsWith("-") };
}
