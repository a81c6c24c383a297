/**
 * Encodes values of configs and summaries as texts whose byte order is the order of the values, so that an index of any
 * engine can compare them: false and true, then numbers, then texts.
 *
 * Numbers are written in decimal digits, so that integers beyond 2^53 stay exact. A list has a key for itself and one
 * for each of its items, an object one for itself.
 */

/** Upper limit of the keys of ordered values. */
export const END_OF_ORDERED_KEYS = "u";

/** Lower limit of the keys of numbers; those of texts lie between FIRST_TEXT_KEY and END_OF_ORDERED_KEYS. */
export const FIRST_NUMBER_KEY = "n";
/** Lower limit of the keys of texts, after all numbers. */
export const FIRST_TEXT_KEY = "t";

/** Prefix of the key of a list's item. */
export const ITEM_PREFIX = "xi";
/** The key of a list whose items are not indexed: too many, or not all of them single values. */
export const OPAQUE_LIST_KEY = "xl?";
/** The key of an object. */
export const OBJECT_KEY = "xo";
const NAN_KEY = "xn";

/** Returns the key of a list whose items all have keys. */
export function listKey(length: number): string {
  return `xl${length}`;
}

/** Characters of a text that its key contains: an index entry of PostgreSQL has at most some 2,700 bytes. */
export const MAX_KEY_CHARACTERS = 256;

/** Suffix of a truncated text in a key. It makes the key longer than that of any complete text. */
const CUT_MARK = "\u{10ffff}";

/** Returns the key of a single value; undefined for lists, objects and missing values. */
export function valueKey(value: unknown): string | undefined {
  if (typeof value === "string") return FIRST_TEXT_KEY + textKey(value);
  if (typeof value === "boolean") return value ? "b1" : "b0";
  if (typeof value === "number" && Number.isNaN(value)) return NAN_KEY;
  if (typeof value === "number" || typeof value === "bigint") return FIRST_NUMBER_KEY + numberKey(value);
  return undefined;
}

/** Returns whether a key contains a truncated text. */
export function isCutKey(key: string): boolean {
  const prefix = key.startsWith(ITEM_PREFIX) ? ITEM_PREFIX.length + FIRST_TEXT_KEY.length : FIRST_TEXT_KEY.length;
  return key.endsWith(CUT_MARK) && key.length > prefix + MAX_KEY_CHARACTERS;
}

/** Returns the text in the key of a text or of an item, as far as the key contains it; undefined for other keys. */
export function textOfKey(key: string): string | undefined {
  const plain = key.startsWith(ITEM_PREFIX) ? key.slice(ITEM_PREFIX.length) : key;
  if (!plain.startsWith(FIRST_TEXT_KEY)) return undefined;
  return isCutKey(plain) ? plain.slice(FIRST_TEXT_KEY.length, -CUT_MARK.length) : plain.slice(FIRST_TEXT_KEY.length);
}

/** Returns a text as both engines store it: U+0000 and lone surrogates, which PostgreSQL rejects, become U+FFFD. */
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

/** Makes the exponents of all numbers, which lie between -324 and 309, positive. */
const EXPONENT_OFFSET = 5000;

function numberKey(number: number | bigint): string {
  if (number === Number.POSITIVE_INFINITY) return "3";
  if (number === Number.NEGATIVE_INFINITY) return "/";
  const isNegative = number < 0;
  const { digits, exponent } = decimalOf(String(exactly(number)).replace(/^-/, ""));
  if (digits === "") return "1";
  const key = String(exponent + EXPONENT_OFFSET) + digits;
  // Negative numbers with larger absolute values come first, and longer ones before their prefixes.
  return isNegative ? `0${key.replace(/\d/g, (digit) => String(9 - Number(digit)))}~` : `2${key}`;
}

/** Returns an integer with all its digits, without exponent or rounding. */
function exactly(number: number | bigint): number | bigint {
  return typeof number === "number" && Number.isInteger(number) && !Number.isSafeInteger(number)
    ? BigInt(number)
    : number;
}

/** Returns the significant digits of a decimal number, and the power of ten of `0.<digits>`. */
function decimalOf(text: string): { digits: string; exponent: number } {
  const [mantissa = "", power = "0"] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, "").length;
  return { digits: all.replace(/^0+/, "").replace(/0+$/, ""), exponent: whole.length - leading + Number(power) };
}
