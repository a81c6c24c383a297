import { compareUtf8 } from "../utf8.ts";
import { StemmaError } from "../errors.ts";

/** A value that rows are ordered by; null if a row has none. */
export type KeyValue = string | number | boolean | null;

/** The type of one value of a key; `any` is only for lists sorted in memory. */
export type KeyType = "int" | "real" | "text" | "any";

/** The position of a row in an ordered list: its order values, the last of them unique. */
export interface Cursor {
  /** Names the list and its order, see `listName`. */
  readonly list: string;
  readonly key: readonly KeyValue[];
  /** When the walk began, in lists ordered by values that change (milliseconds since 1970 UTC). */
  readonly asOfMs?: number;
}

/**
 * Identifies a list and its order in a few characters, to detect cursors of other lists.
 *
 * @param parts kind and owner of the list, and its order
 */
export function listName(...parts: readonly (string | number | null)[]): string {
  return fingerprint(JSON.stringify(parts));
}

/** A short checksum of a text (FNV-1a), against damage and confusion, not against forgery. */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}

/**
 * Returns the key of a cursor after checking that it belongs to this list and order.
 *
 * @throws `invalid_input`
 */
export function cursorKey(cursor: Cursor, list: string, types: readonly KeyType[]): readonly KeyValue[] {
  if (cursor.list !== list) throw refused("it belongs to another list or order");
  if (cursor.key.length !== types.length || !types.every((type, at) => isOfType(cursor.key[at]!, type)))
    throw refused("it is malformed");
  return cursor.key;
}

/** Returns the error for an invalid cursor. */
export function refusedCursor(text: string): StemmaError {
  return refused(`"${text.slice(0, 40)}" is not a cursor of this server`);
}

function refused(reason: string): StemmaError {
  return new StemmaError(
    "invalid_input",
    `Cannot continue the list after this cursor: ${reason}; pass the endCursor of the previous page with the same arguments`,
  );
}

function isOfType(value: KeyValue, type: KeyType): boolean {
  if (value === null || type === "any") return true;
  if (type === "text") return typeof value === "string" && value.isWellFormed() && !value.includes("\0");
  if (type === "int") return Number.isSafeInteger(value);
  return typeof value === "number" && Number.isFinite(value);
}

/**
 * Compares two keys of one order. Values of different types are ordered by type: false and true, then numbers, then
 * texts in the order of their UTF-8 bytes. Null comes last in either direction.
 *
 * @param isDescending the direction of each value of the keys
 */
export function compareKeys(
  left: readonly KeyValue[],
  right: readonly KeyValue[],
  isDescending: readonly boolean[],
): number {
  for (const [at, descends] of isDescending.entries()) {
    const [a, b] = [left[at]!, right[at]!];
    if (a === null || b === null) {
      if (a !== b) return a === null ? 1 : -1;
      continue;
    }
    const order = compareValues(a, b);
    if (order !== 0) return descends ? -order : order;
  }
  return 0;
}

const KINDS: readonly string[] = ["boolean", "number", "string"];

function compareValues(left: NonNullable<KeyValue>, right: NonNullable<KeyValue>): number {
  if (typeof left === "string" && typeof right === "string") return compareUtf8(left, right);
  if (typeof left !== typeof right) return KINDS.indexOf(typeof left) - KINDS.indexOf(typeof right);
  return left < right ? -1 : Number(left > right);
}

/** Characters of a text that order rows: names are shorter, and URLs contain cursors. */
export const MAX_ORDERED_CHARACTERS = 256;

/** Converts a value to its order value; null for values without one. */
export function toKeyValue(value: unknown): KeyValue {
  if (typeof value === "string") return value.slice(0, MAX_ORDERED_CHARACTERS).toWellFormed();
  if (typeof value === "boolean") return value;
  // Integers beyond 2^53 are ordered as the nearest numbers.
  if (typeof value === "bigint") return toKeyValue(Number(value));
  if (typeof value !== "number" || Number.isNaN(value)) return null;
  // Cursors are JSON, which has no infinity.
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}
