import { type RawBuilder, sql } from "kysely";
import type { EngineCapabilities } from "./engine.ts";

/** How a column of the input is read: text as it is, int as a 64-bit integer. */
export type InputType = "int" | "text";

/**
 * Many rows as one parameter, to select from: the bulk form of both engines.
 *
 * What is looked up for each row is joined by `cross join … where`: SQLite then walks the input and asks the index for
 * each row. With `join … on` it may walk the table and the input inside of it, which is quadratic.
 *
 * What no engine keeps as text (U+0000, lone surrogates) is written as U+FFFD.
 *
 * @returns a table expression with the named columns and `position`, the row's place in the input, from 0
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
  return sql`(select ${sql.raw(list)}, (place - 1) as position from json_array_elements(${json}::json) with ordinality as given (value, place))`;
}

/** Many values as one parameter, to stand behind `in`: a list of parameters would end at some ten thousand. */
export function inputValues<Value extends string | number>(
  capabilities: EngineCapabilities,
  type: InputType,
  values: readonly Value[],
): RawBuilder<Value> {
  const given = inputRows(
    capabilities,
    { item: type },
    values.map((value) => [value]),
  );
  return sql<Value>`(select given.item from ${given} as given)`;
}

/**
 * Pairs of a number and a text as one parameter: what many rows of the same two columns cost least as.
 *
 * **Shape** a table expression with the columns `number` and `text`
 */
export function inputPairs(
  capabilities: EngineCapabilities,
  pairs: readonly (readonly [number, string])[],
): RawBuilder<unknown> {
  // An object whose keys may repeat: neither engine makes one of them.
  const json = `{${pairs.map(([number, text]) => `"${number}":${keptJson(text)}`).join(",")}}`;
  return capabilities.kind === "sqlite"
    ? sql`(select cast(key as integer) as number, value as text from json_each(${json}))`
    : sql`(select key::bigint as number, value as text from json_each_text(${json}::json))`;
}

function keptJson(text: string): string {
  const json = JSON.stringify(text);
  return UNKEPT.test(json) ? JSON.stringify(text.toWellFormed().replaceAll("\0", "\ufffd")) : json;
}

/** How JSON spells what no engine keeps: such texts are rare, so that they are looked for in the finished JSON. */
const UNKEPT = /\\u(?:0000|d[89a-f])/;

function toJson(rows: readonly (readonly (string | number | null)[])[]): string {
  const json = JSON.stringify(rows);
  if (!UNKEPT.test(json)) return json;
  return JSON.stringify(
    rows.map((row) =>
      row.map((value) => (typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\ufffd") : value)),
    ),
  );
}
