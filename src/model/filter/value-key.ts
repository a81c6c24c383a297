/**
 * Values of configs and summaries as texts whose byte order is the order of the values, so that an index of any engine
 * compares them: false and true, then numbers, then texts.
 *
 * Numbers are written in decimal digits, so that integers beyond 2^53 stay exact. A list has a key for itself and one for
 * each of its items, an object one for itself.
 */

/** Keys of single values that can be ordered are below this one. */
export const END_OF_ORDERED_KEYS = "u";

/** The keys of numbers lie between these two, those of texts between the second and `END_OF_ORDERED_KEYS`. */
export const FIRST_NUMBER_KEY = "n";
/** The first key of a text, behind all numbers. */
export const FIRST_TEXT_KEY = "t";

/** Stands before the key of a list's item. */
export const ITEM_PREFIX = "xi";
/** The key of a list whose items are not indexed: they are many, or not all of them single values. */
export const OPAQUE_LIST_KEY = "xl?";
/** The key of an object. */
export const OBJECT_KEY = "xo";
const NAN_KEY = "xn";

/** The key of a list whose items all have keys. */
export function listKey(length: number): string {
  return `xl${length}`;
}

/** Characters of a text that its key holds: an index entry of PostgreSQL has at most some 2,700 bytes. */
export const MAX_KEY_CHARACTERS = 256;

/** Stands behind the part of a longer text that a key holds. It makes the key longer than that of any whole text. */
const CUT_MARK = "\u{10ffff}";

/** The key of a single value; undefined for lists, objects and what is not there. */
export function valueKey(value: unknown): string | undefined {
  if (typeof value === "string") return FIRST_TEXT_KEY + textKey(value);
  if (typeof value === "boolean") return value ? "b1" : "b0";
  if (typeof value === "number" && Number.isNaN(value)) return NAN_KEY;
  if (typeof value === "number" || typeof value === "bigint") return FIRST_NUMBER_KEY + numberKey(value);
  return undefined;
}

/** Whether a key holds only the beginning of its text. */
export function isCutKey(key: string): boolean {
  const prefix = key.startsWith(ITEM_PREFIX) ? ITEM_PREFIX.length + FIRST_TEXT_KEY.length : FIRST_TEXT_KEY.length;
  return key.endsWith(CUT_MARK) && key.length > prefix + MAX_KEY_CHARACTERS;
}

/** The text of a key of a text or of an item that is one, as far as the key holds it; undefined for other keys. */
export function textOfKey(key: string): string | undefined {
  const plain = key.startsWith(ITEM_PREFIX) ? key.slice(ITEM_PREFIX.length) : key;
  if (!plain.startsWith(FIRST_TEXT_KEY)) return undefined;
  return isCutKey(plain) ? plain.slice(FIRST_TEXT_KEY.length, -CUT_MARK.length) : plain.slice(FIRST_TEXT_KEY.length);
}

/** A text as both engines keep it: U+0000 and lone surrogates, which PostgreSQL refuses, become U+FFFD. */
export function keptText(text: string): string {
  return UNKEPT.test(text) ? text.toWellFormed().replaceAll("\0", "\ufffd") : text;
}

// eslint-disable-next-line no-control-regex
const UNKEPT = /[\u0000\ud800-\udfff]/;

function textKey(text: string): string {
  const kept = keptText(text);
  if (kept.length <= MAX_KEY_CHARACTERS) return kept;
  const cut = kept.slice(0, MAX_KEY_CHARACTERS);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)) + CUT_MARK;
}

/** Puts the exponents of all numbers, which lie between -324 and 309, above zero. */
const EXPONENT_OFFSET = 5000;

function numberKey(number: number | bigint): string {
  if (number === Number.POSITIVE_INFINITY) return "3";
  if (number === Number.NEGATIVE_INFINITY) return "/";
  const isNegative = number < 0;
  const { digits, exponent } = decimalOf(String(exactly(number)).replace(/^-/, ""));
  if (digits === "") return "1";
  const key = String(exponent + EXPONENT_OFFSET) + digits;
  // The larger a negative number is without its sign, the earlier it comes; a longer one comes before its beginning.
  return isNegative ? `0${key.replace(/\d/g, (digit) => String(9 - Number(digit)))}~` : `2${key}`;
}

/** A whole number in all its digits, where it would be written with an exponent or rounded. */
function exactly(number: number | bigint): number | bigint {
  return typeof number === "number" && Number.isInteger(number) && !Number.isSafeInteger(number)
    ? BigInt(number)
    : number;
}

/** The significant digits of a decimal number, and the power of ten that 0 and a point before them are multiplied by. */
function decimalOf(text: string): { digits: string; exponent: number } {
  const [mantissa = "", power = "0"] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, "").length;
  return { digits: all.replace(/^0+/, "").replace(/0+$/, ""), exponent: whole.length - leading + Number(power) };
}
