/** The size counted for a number or null (in bytes). */
const SCALAR_BYTES = 8;

/** Estimates the memory of a row's values (in bytes; a text counts one byte per UTF-16 unit). */
export function rowBytes(row: Readonly<Record<string, unknown>>): number {
  let bytes = 0;
  for (const value of Object.values(row)) bytes += typeof value === "string" ? value.length : SCALAR_BYTES;
  return bytes;
}
