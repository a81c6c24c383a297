import type { JsonText } from "./json-text.ts";

/**
 * Splits the text of a JSON object into its members. The values stay texts, so that NaN, large integers and the spelling
 * of numbers survive a merge.
 *
 * **Shape** from key to the text of its value; empty where the text is no object
 */
export function jsonMembers(text: JsonText): Map<string, JsonText> {
  const members = new Map<string, JsonText>();
  let at = skipBlanks(text, 0);
  if (text[at] !== "{") return members;
  at = skipBlanks(text, at + 1);
  while (at < text.length && text[at] === '"') {
    const keyEnd = endOfString(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const start = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    members.set(key, text.slice(start, end));
    at = skipBlanks(text, end);
    if (text[at] !== ",") break;
    at = skipBlanks(text, at + 1);
  }
  return members;
}

/** Writes members as the text of a JSON object. */
export function writeMembers(members: ReadonlyMap<string, JsonText>): JsonText {
  return `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;
}

/** Tells whether two JSON texts mean the same, whatever the order of their keys. */
export function isSameJson(left: JsonText, right: JsonText): boolean {
  return left === right || canonical(left) === canonical(right);
}

/** Tells whether a JSON text is an object. */
export function isJsonObject(text: JsonText): boolean {
  return text[skipBlanks(text, 0)] === "{";
}

/** The same text for all texts that mean the same. */
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

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

/** **Units** a position, exclusive */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** **Units** a position, exclusive */
function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  if (first !== "{" && first !== "[") {
    let at = from + 1;
    while (at < text.length && !",]} \t\r\n".includes(text[at]!)) at += 1;
    return at;
  }
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}
