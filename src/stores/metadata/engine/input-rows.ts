import { type RawBuilder, sql } from "kysely";
import type { EngineCapabilities } from "./engine.ts";

/** The type of an input column: text unchanged, int as a 64-bit integer. */
export type InputType = "int" | "text";

/**
 * Passes many rows as one parameter to select from: the bulk form of both engines.
 *
 * Join with `cross join … where`: SQLite then scans the input and uses the index for each row. With `join … on` it may
 * scan the table and search the input for each row, which is quadratic.
 *
 * Characters that an engine cannot store (U+0000, lone surrogates) are replaced with U+FFFD.
 *
 * @returns a table expression with the named columns and `position`, the index of the row in the input, from 0
 */
export function inputRows<Columns extends Record<string, InputType>>(
  capabilities: EngineCapabilities,
  columns: Columns,
  rows: readonly (readonly (string | number | null)[])[],
): RawBuilder<unknown> {
  const json = toJson(rows);
  const names = Object.entries(columns);
  if (capabilities.kind === "sqlite") {
    const list = names.map(([name], index) => `json_extract(value, '$[${index}]') as "${name}"`).join(", ");
    return sql`(select ${sql.raw(list)}, key as position from json_each(${json}))`;
  }
  const list = names
    .map(([name, type], index) => `(value ->> ${index})${type === "int" ? "::bigint" : ""} as "${name}"`)
    .join(", ");
  return sql`(select ${sql.raw(list)}, (number - 1) as position from json_array_elements(${json}::json) with ordinality as input (value, number))`;
}

/** Passes many values as one parameter for `in`; a list of parameters is limited to about ten thousand. */
export function inputValues<Value extends string | number>(
  capabilities: EngineCapabilities,
  type: InputType,
  values: readonly Value[],
): RawBuilder<Value> {
  const input = inputRows(
    capabilities,
    { item: type },
    values.map((value) => [value]),
  );
  return sql<Value>`(select input.item from ${input} as input)`;
}

/**
 * Passes pairs of a number and a text as one parameter: the cheapest form for many rows of two columns.
 *
 * @returns a table expression with the columns `number` and `text`
 */
export function inputPairs(
  capabilities: EngineCapabilities,
  pairs: readonly (readonly [number, string])[],
): RawBuilder<unknown> {
  // An object with possibly repeated keys: both engines keep all of them.
  const json = `{${pairs.map(([number, text]) => `"${number}":${storableJson(text)}`).join(",")}}`;
  return capabilities.kind === "sqlite"
    ? sql`(select cast(key as integer) as number, value as text from json_each(${json}))`
    : sql`(select key::bigint as number, value as text from json_each_text(${json}::json))`;
}

function storableJson(text: string): string {
  const json = JSON.stringify(text);
  return UNSTORABLE.test(json) ? JSON.stringify(text.toWellFormed().replaceAll("\0", "\ufffd")) : json;
}

/** The JSON escapes of characters that cannot be stored. They are rare, so the finished JSON is searched for them. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/;

function toJson(rows: readonly (readonly (string | number | null)[])[]): string {
  const json = JSON.stringify(rows);
  if (!UNSTORABLE.test(json)) return json;
  return JSON.stringify(
    rows.map((row) =>
      row.map((value) => (typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\ufffd") : value)),
    ),
  );
}
