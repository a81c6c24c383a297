import { OBJECT_NAME } from "../../../core/ports/blob-driver.ts";
import { StemmaError } from "../../../model/errors.ts";

/** A rejected name can have any length; the message contains its beginning. */
const MAX_QUOTED_CHARACTERS = 80;

/**
 * Rejects invalid object names before they reach a path or a key.
 *
 * @throws `invalid_input`
 */
export function requireObjectName(name: string): void {
  if (typeof name === "string" && OBJECT_NAME.test(name)) return;
  const quoted = JSON.stringify(String(name).slice(0, MAX_QUOTED_CHARACTERS));
  const expected = "8 to 64 digits and lower-case letters";
  throw new StemmaError("invalid_input", `Cannot use ${quoted} as the name of an object: expected ${expected}`);
}

/**
 * Rejects an invalid range (in bytes).
 *
 * @throws `invalid_input`
 */
export function requireRange(name: string, start: number, end: number): void {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end) return;
  const message = `Cannot read object "${name}": its bytes ${start} to ${end} are not a range, expected 0 <= start <= end`;
  throw new StemmaError("invalid_input", message, { details: { name, start, end } });
}

/**
 * Rejects an invalid size for a cut, or one above the current size.
 *
 * @throws `invalid_input`
 */
export function requireCut(name: string, sizeBytes: number, currentSizeBytes: number): void {
  if (Number.isSafeInteger(sizeBytes) && 0 <= sizeBytes && sizeBytes <= currentSizeBytes) return;
  const message = `Cannot cut object "${name}" to ${sizeBytes} bytes: it has only ${currentSizeBytes}`;
  throw new StemmaError("invalid_input", message, { details: { name, sizeBytes, currentSizeBytes } });
}

/** Creates a `not_found` error for a missing object. */
export function missingObject(action: string, name: string, cause?: unknown): StemmaError {
  const message = `Cannot ${action} object "${name}": it does not exist`;
  return new StemmaError("not_found", message, { details: { name }, cause });
}

/** Creates an `already_exists` error for a name in use. */
export function existingObject(name: string): StemmaError {
  const message = `Cannot store object "${name}": it already exists`;
  return new StemmaError("already_exists", message, { details: { name } });
}

/** Creates a `damaged` error for an object that is shorter than its row says (in bytes). */
export function shortObject(name: string, end: number, sizeBytes: number): StemmaError {
  const message = `Cannot read object "${name}" up to byte ${end}: it has ${sizeBytes} bytes, expected at least ${end}`;
  return new StemmaError("damaged", message, { details: { name, end, sizeBytes } });
}
