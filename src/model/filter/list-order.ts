import { type FieldTable, findField } from "./filter-fields.ts";

/** The order of a list. */
export interface ListOrder {
  readonly path: string;
  readonly isDescending: boolean;
}

/**
 * Parses an order from a client: `+created_at`, `-summary_metrics.loss`, or `name`.
 *
 * @param table the fields of the list's rows
 *
 * @throws `invalid_input` with the nearest name for an unknown field
 */
export function readOrder(text: string | null | undefined, table: FieldTable): ListOrder | undefined {
  const first = text?.split(",")[0]?.trim();
  if (first === undefined || first === "") return undefined;
  const { path } = findField(table, first.replace(/^[+-]/, ""), "order");
  return { path, isDescending: first.startsWith("-") };
}
