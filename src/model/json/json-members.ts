import type { JsonText } from "./json-text.ts";

const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What a character of JSON opens or ends, by its code: brackets count as braces, 0 is anything else. */
const KINDS = new Uint8Array(0x80);
for (const unit of [QUOTE, COMMA, OPEN_BRACE, CLOSE_BRACE]) KINDS[unit] = unit;
KINDS["[".charCodeAt(0)] = OPEN_BRACE;
KINDS["]".charCodeAt(0)] = CLOSE_BRACE;

/**
 * Splits the text of a JSON object into its members. The values stay texts, so that NaN, large integers and the spelling
 * of numbers survive a merge.
 *
 * @returns a map from key to the text of its value; empty where the text is no object
 */
export function jsonMembers(text: JsonText): Map<string, JsonText> {
  return new Map(eachMember(text));
}

/** Yields the members of a JSON object one by one; parses only as far as the caller reads. */
export function* eachMember(text: JsonText): Generator<[key: string, value: JsonText]> {
  let at = skipBlanks(text, 0);
  if (text.charCodeAt(at) !== OPEN_BRACE) return;
  at = skipBlanks(text, at + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = endOfString(text, at);
    const key = keyOf(text, at, keyEnd);
    const start = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    yield [key, text.slice(start, end)];
    at = skipBlanks(text, end);
    if (text.charCodeAt(at) !== COMMA) break;
    at = skipBlanks(text, at + 1);
  }
}

/** Occurrences of a key after which the whole text is parsed instead. */
const MAX_OCCURRENCES = 8;
/** Between two strings stands one of these: what holds neither cannot be taken for what stands between quotes. */
const STRUCTURAL = /[",:\\]/;

/**
 * Finds some members of a JSON object, like `jsonMembers`. Searches for the keys instead of parsing the text, which is
 * many times faster with hundreds of members.
 */
export function findMembers(text: JsonText, keys: Iterable<string>): Map<string, JsonText> {
  const found = new Map<string, JsonText>();
  let all: Map<string, JsonText> | undefined;
  // Without a backslash every quote begins or ends a string.
  const isPlain = !text.includes("\\");
  for (const key of keys) {
    const member = isPlain && !STRUCTURAL.test(key) ? findMember(text, key) : undefined;
    const value = member === undefined ? (all ??= jsonMembers(text)).get(key) : member;
    if (value !== undefined && value !== null) found.set(key, value);
  }
  return found;
}

/** Returns the last member with a key; null if there is none, undefined if the text must be parsed. */
function findMember(text: string, key: string): JsonText | null | undefined {
  const first = skipBlanks(text, 0);
  if (text.charCodeAt(first) !== OPEN_BRACE) return null;
  const quoted = `"${key}"`;
  let found: JsonText | null = null;
  let occurrences = 0;
  for (let at = text.indexOf(quoted); at !== -1; at = text.indexOf(quoted, at + 1)) {
    occurrences += 1;
    if (occurrences > MAX_OCCURRENCES) return undefined;
    const colon = skipBlanks(text, at + quoted.length);
    if (text.charCodeAt(colon) !== COLON) continue;
    const start = skipBlanks(text, colon + 1);
    const end = endOfValue(text, start);
    const isOutermost =
      at < text.length - end
        ? beginOfObject(text, at) === first
        : skipBlanks(text, endOfObject(text, end)) === text.length;
    if (isOutermost) found = text.slice(start, end);
  }
  return found;
}

/** Returns the end (exclusive) of the object or array that contains `from`. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const kind = kindAt(text, at);
    if (kind === 0) continue;
    if (kind === QUOTE) at = endOfString(text, at) - 1;
    else if (kind === OPEN_BRACE) depth += 1;
    else if (kind === CLOSE_BRACE && depth-- === 0) return at + 1;
  }
  return text.length;
}

/** Returns the start of the object that contains the key at `from`. */
function beginOfObject(text: string, from: number): number {
  let depth = 0;
  for (let at = from - 1; at >= 0; at--) {
    const kind = kindAt(text, at);
    if (kind === 0) continue;
    if (kind === QUOTE) at = text.lastIndexOf('"', at - 1);
    else if (kind === CLOSE_BRACE) depth += 1;
    else if (kind === OPEN_BRACE && depth-- === 0) return at;
  }
  return -1;
}

/** Writes members as the text of a JSON object. */
export function writeMembers(members: ReadonlyMap<string, JsonText>): JsonText {
  return `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;
}

/** Returns whether two JSON texts are equal, ignoring the order of keys. */
export function isSameJson(left: JsonText, right: JsonText): boolean {
  return left === right || canonical(left) === canonical(right);
}

/** Returns whether a JSON text is an object. */
export function isJsonObject(text: JsonText): boolean {
  return text.charCodeAt(skipBlanks(text, 0)) === OPEN_BRACE;
}

/** Returns the same text for all equal JSON texts. */
function canonical(text: JsonText): string {
  const start = skipBlanks(text, 0);
  if (text[start] === "{") {
    const members = [...jsonMembers(text)].map(([key, value]) => [key, canonical(value)] as const);
    return writeMembers(new Map(members.toSorted(([left], [right]) => (left < right ? -1 : 1))));
  }
  if (text[start] !== "[") return text.trim();
  const elements: string[] = [];
  for (let at = skipBlanks(text, start + 1); at < text.length && text[at] !== "]";) {
    const end = endOfValue(text, at);
    elements.push(canonical(text.slice(at, end)));
    at = skipBlanks(text, end);
    if (text[at] === ",") at = skipBlanks(text, at + 1);
  }
  return `[${elements.join(",")}]`;
}

function keyOf(text: string, start: number, end: number): string {
  const key = text.slice(start + 1, end - 1);
  return key.includes("\\") ? (JSON.parse(text.slice(start, end)) as string) : key;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= BLANK) at += 1;
  return at;
}

/** Position, exclusive. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    if (unit === BACKSLASH) at += 1;
  }
  return text.length;
}

/** Position, exclusive. */
function endOfValue(text: string, from: number): number {
  const first = kindAt(text, from);
  if (first === QUOTE) return endOfString(text, from);
  return first === OPEN_BRACE ? endOfObject(text, from + 1) : endOfWord(text, from + 1);
}

/** Returns the end of a number or keyword. */
function endOfWord(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const kind = kindAt(text, at);
    if (kind === COMMA || kind === CLOSE_BRACE || text.charCodeAt(at) <= BLANK) return at;
  }
  return text.length;
}

function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit < KINDS.length ? KINDS[unit]! : 0;
}
