/** What a number or a null is counted as (in bytes). */
const SCALAR_BYTES = 8;

/** Estimates the memory that the values of a row take (in bytes; a text counts one for each UTF-16 unit). */
export function rowBytes(row: Readonly<Record<string, unknown>>): number {
  let bytes = 0;
  for (const value of Object.values(row)) bytes += typeof value === "string" ? value.length : SCALAR_BYTES;
  return bytes;
}
