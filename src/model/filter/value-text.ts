import type { JsonText } from "../json/json-text.ts";
import { MAX_JSON_DEPTH } from "../limits.ts";
import { StemmaError } from "../errors.ts";

/**
 * Writes a value as JSON that distinguishes integers and floats, as Python reads them: a bigint is an integer, and the
 * number 1 is `1.0`.
 *
 * @throws `invalid_input` if it nests too deep
 */
export function valueText(value: unknown, depth = 0): JsonText {
  if (depth > MAX_JSON_DEPTH)
    throw new StemmaError("invalid_input", `Cannot read a value: it is nested deeper than ${MAX_JSON_DEPTH}`);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return fractionText(value);
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, depth + 1)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${valueText(item, depth + 1)}`);
    return `{${fields.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** Writes a number as a float, or as one of Python's bare words for values that JSON lacks. */
function fractionText(value: number): JsonText {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
