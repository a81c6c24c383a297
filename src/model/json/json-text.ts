import { utf8Length } from "../utf8.ts";
import { StemmaError } from "../errors.ts";
import { MAX_JSON_DEPTH, MAX_JSON_OBJECT_VALUES } from "../limits.ts";

/** A JSON object kept as received, so that numbers, order and spelling survive. */
export type JsonText = string;

/**
 * Validates that a text is a JSON object within a size and returns it unchanged.
 *
 * @throws `invalid_input` (not an object, too deep, too many values), `too_large`
 */
export function checkJsonObject(text: string, subject: string, maxBytes: number): JsonText {
  // At most three bytes per unit: short texts need no encoding.
  if (text.length > maxBytes || (text.length * 3 > maxBytes && utf8Length(text) > maxBytes)) {
    throw new StemmaError("too_large", `Cannot store ${subject}: it is too large, expected at most ${maxBytes} bytes`);
  }
  checkJsonShape(text, subject, MAX_JSON_OBJECT_VALUES);
  const value = parseLoose(text, subject);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StemmaError("invalid_input", `Cannot store ${subject}: expected a JSON object`);
  }
  return text;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;

/**
 * Rejects a text that nests too deep or has too many values, before it is parsed: very deep nesting overflows the
 * stack, and millions of small values take many times the memory of their text.
 *
 * @throws `invalid_input`
 */
export function checkJsonShape(text: string, subject: string, maxValues: number): void {
  let depth = 0;
  let values = 0;
  const strings = new StringEnds(text);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) index = strings.behind(index) - 1;
    else if (unit === COMMA) values += 1;
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      values += 1;
      depth += 1;
      if (depth > MAX_JSON_DEPTH) {
        throw new StemmaError("invalid_input", `Cannot read ${subject}: it is nested deeper than ${MAX_JSON_DEPTH}`);
      }
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth -= 1;
  }
  if (values > maxValues)
    throw new StemmaError(
      "invalid_input",
      `Cannot read ${subject}: it has more than ${maxValues} values; store larger data in a file`,
    );
}

/** Characters of a string that are scanned one by one before searching for the next quote or backslash. */
const SHORT_CHARACTERS = 64;

/** Finds the ends of the strings of one text, in their order. */
class StringEnds {
  readonly #text: string;
  /** The next quote and the next backslash, as far as searched. */
  #quote = -1;
  #backslash = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Returns the position after the string that starts with the quote at `start`. */
  behind(start: number): number {
    const text = this.#text;
    let looked = 0;
    for (let at = start + 1; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) return at + 1;
      looked += 1;
      if (unit === BACKSLASH) at += 1;
      else if (looked % SHORT_CHARACTERS === 0) at = this.#nextFrom(at + 1) - 1;
    }
    return text.length;
  }

  #nextFrom(from: number): number {
    if (this.#quote < from) this.#quote = this.#found('"', from);
    if (this.#backslash < from) this.#backslash = this.#found("\\", from);
    return Math.min(this.#quote, this.#backslash);
  }

  #found(character: string, from: number): number {
    const at = this.#text.indexOf(character, from);
    return at === -1 ? this.#text.length : at;
  }
}

/**
 * Parses JSON that may contain bare `NaN`, `Infinity` and `-Infinity`, as Python writes them.
 *
 * @throws `invalid_input`
 */
export function parseLoose(text: string, subject: string): unknown {
  return parseWith(text, subject, undefined);
}

/**
 * Parses JSON as `parseLoose` does, and keeps integers beyond 2^53 exact.
 *
 * @returns the value; an integer that a number cannot hold is a bigint
 *
 * @throws `invalid_input`
 */
export function parseExact(text: string, subject: string): unknown {
  return parseWith(text, subject, LONG_NUMBER.test(text) ? exactInteger : undefined);
}

/** Numbers of fewer digits are below 2^53: most texts hold none that is longer, and are parsed without a reviver. */
const LONG_NUMBER = /\d{16}/;

/** An integer of more digits than this is beyond the range of numbers, and slow to read: it stays a number. */
const MAX_INTEGER_CHARACTERS = 310;

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;

function exactInteger(this: unknown, _key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined) return value;
  return source.length <= MAX_INTEGER_CHARACTERS && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function parseWith(text: string, subject: string, revive: Reviver | undefined): unknown {
  try {
    return JSON.parse(text, revive as never);
  } catch {
    // Python's json writes bare NaN: try once more with these three words quoted outside of strings.
  }
  const mark = unusedMark(text);
  const bare = new Map(BARE.map(([word, value]): [string, number] => [mark + word, value]));
  const reviveBare: Reviver = function (key, value, context) {
    if (typeof value === "string" && bare.has(value)) return bare.get(value);
    return revive === undefined ? value : revive.call(this, key, value, context);
  };
  try {
    return JSON.parse(quoteBareNumbers(text, mark), reviveBare as never);
  } catch (cause) {
    throw new StemmaError("invalid_input", `Cannot read ${subject}: it is not valid JSON`, { cause });
  }
}

/** Writes a value as Python's json does: `NaN` and the infinities bare. */
export function writeLoose(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number")
    return Number.isFinite(value)
      ? JSON.stringify(value)
      : Number.isNaN(value)
        ? "NaN"
        : value > 0
          ? "Infinity"
          : "-Infinity";
  if (Array.isArray(value)) return `[${value.map(writeLoose).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${writeLoose(member)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

const BARE: readonly (readonly [word: string, value: number])[] = [
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

/** What no text inside begins with: one U+0000 more than stand together anywhere. JSON has one spelling for it. */
function unusedMark(text: string): string {
  const runs = text.match(/(?:\\u0000)+/g) ?? [];
  const longest = runs.reduce((length, run) => Math.max(length, run.length), 0);
  return "\0".repeat(1 + longest / "\\u0000".length);
}

function quoteBareNumbers(text: string, mark: string): string {
  const spelling = "\\u0000".repeat(mark.length);
  const pieces: string[] = [];
  for (let index = 0; index < text.length;) {
    const quote = text.indexOf('"', index);
    const outside = quote === -1 ? text.slice(index) : text.slice(index, quote);
    // As a key it stays bare, and is refused.
    pieces.push(outside.replace(/(?:-?Infinity|NaN)(?!\s*:)/g, (word) => `"${spelling}${word}"`));
    if (quote === -1) break;
    index = stringEnd(text, quote);
    pieces.push(text.slice(quote, index));
  }
  return pieces.join("");
}

/** The position behind a string that begins with the quote at `start`. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
  return text.length;
}
