import { OBJECT_NAME } from "../../../core/ports/blob-driver.ts";
import { StemmaError } from "../../../model/errors.ts";

/** A refused name is shown cut: it may be anything. */
const SHOWN_NAME_CHARACTERS = 80;

/**
 * Refuses a name that no server makes, before it reaches a path or a key.
 *
 * @throws `invalid_input`
 */
export function requireObjectName(name: string): void {
  if (typeof name === "string" && OBJECT_NAME.test(name)) return;
  const shown = JSON.stringify(String(name).slice(0, SHOWN_NAME_CHARACTERS));
  const expected = "8 to 64 digits and lower-case letters";
  throw new StemmaError("invalid_input", `Cannot use ${shown} as the name of an object: expected ${expected}`);
}

/**
 * In bytes.
 *
 * @throws `invalid_input`
 */
export function requireRange(name: string, start: number, end: number): void {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end) return;
  const message = `Cannot read object "${name}": its bytes ${start} to ${end} are not a range, expected 0 <= start <= end`;
  throw new StemmaError("invalid_input", message, { details: { name, start, end } });
}

/**
 * @throws `invalid_input` when an object is to be cut to a size that is none, or that it does not have
 */
export function requireCut(name: string, sizeBytes: number, currentSizeBytes: number): void {
  if (Number.isSafeInteger(sizeBytes) && 0 <= sizeBytes && sizeBytes <= currentSizeBytes) return;
  const message = `Cannot cut object "${name}" to ${sizeBytes} bytes: it has only ${currentSizeBytes}`;
  throw new StemmaError("invalid_input", message, { details: { name, sizeBytes, currentSizeBytes } });
}

/** `not_found` for an object that a call needs. */
export function missingObject(action: string, name: string, cause?: unknown): StemmaError {
  const message = `Cannot ${action} object "${name}": it does not exist`;
  return new StemmaError("not_found", message, { details: { name }, cause });
}

/** `already_exists` for a name that is taken. */
export function existingObject(name: string): StemmaError {
  const message = `Cannot store object "${name}": it already exists`;
  return new StemmaError("already_exists", message, { details: { name } });
}

/** `damaged` for an object that ends before the range that a row promised (in bytes). */
export function shortObject(name: string, end: number, sizeBytes: number): StemmaError {
  const message = `Cannot read object "${name}" up to byte ${end}: it has ${sizeBytes} bytes, expected at least ${end}`;
  return new StemmaError("damaged", message, { details: { name, end, sizeBytes } });
}
