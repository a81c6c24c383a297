import { StemmaError } from "../errors.ts";

/**
 * Parses a JSON object that Stemma stored, of format 1.
 *
 * @returns `{v: 1, …}`
 * @throws `damaged` for any other content
 */
export function readStoredJson(bytes: Uint8Array, what: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new StemmaError("damaged", `Cannot read a ${what}: it is not valid JSON`, { cause });
  }
  const format = (json as { v?: unknown } | null)?.v;
  if (format !== 1)
    throw new StemmaError("damaged", `Cannot read a ${what}: its format is ${String(format)}, expected 1`);
  return json as Readonly<Record<string, unknown>>;
}
