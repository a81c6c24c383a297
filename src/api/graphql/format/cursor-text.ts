import { type Cursor, fingerprint, type KeyValue, refusedCursor } from "../../../model/index.ts";

/** Longer than the longest cursor: one order value of 256 characters, or a path of 1024 bytes, in base64. */
const MAX_CURSOR_CHARACTERS = 4096;

/**
 * Writes a cursor as clients carry it: base64url of a checksum and a JSON list of the list's name, the moment the walk began
 * (0 for none) and the key.
 */
export function writeCursor({ list, asOfMs, key }: Cursor): string {
  const content = JSON.stringify([list, asOfMs ?? 0, ...key]);
  return Buffer.from(fingerprint(content) + content).toString("base64url");
}

/**
 * Reads a cursor that a client carried here and back.
 *
 * @throws `invalid_input`
 */
export function readCursor(text: string): Cursor {
  const cursor = text.length > MAX_CURSOR_CHARACTERS ? undefined : parse(Buffer.from(text, "base64url").toString());
  if (cursor === undefined || writeCursor(cursor) !== text) throw refusedCursor(text);
  return cursor;
}

function parse(plain: string): Cursor | undefined {
  const start = plain.indexOf("[");
  const content = plain.slice(start);
  if (start === -1 || fingerprint(content) !== plain.slice(0, start)) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [list, asOfMs, ...key] = parts as unknown[];
  if (typeof list !== "string" || !Number.isSafeInteger(asOfMs) || !key.every(isKeyValue)) return undefined;
  return { list, key, ...(asOfMs === 0 ? {} : { asOfMs: asOfMs as number }) };
}

function isKeyValue(value: unknown): value is KeyValue {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
