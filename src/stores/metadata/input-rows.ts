import { type RawBuilder, sql } from "kysely";
import type { EngineFacts } from "./engine.ts";

/** How a column of the input is read: text as it is, int as a 64-bit integer. */
export type InputType = "int" | "text";

/**
 * Many rows as one parameter, to select from: the bulk form of both engines.
 *
 * **Shape** a table expression with the named columns and `position`, the row's place in the input, from 0
 */
export function inputRows<Columns extends Record<string, InputType>>(
  facts: EngineFacts,
  columns: Columns,
  rows: readonly (readonly (string | number | null)[])[],
): RawBuilder<unknown> {
  const json = JSON.stringify(rows);
  const names = Object.entries(columns);
  if (facts.kind === "sqlite") {
    const list = names.map(([name], index) => `json_extract(value, '$[${index}]') as "${name}"`).join(", ");
    return sql`(select ${sql.raw(list)}, key as position from json_each(${json}))`;
  }
  const list = names
    .map(([name, type], index) => `(value ->> ${index})${type === "int" ? "::bigint" : ""} as "${name}"`)
    .join(", ");
  return sql`(select ${sql.raw(list)}, (place - 1) as position from json_array_elements(${json}::json) with ordinality as given (value, place))`;
}
