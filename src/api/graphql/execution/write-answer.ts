import { MAX_ANSWER_BYTES } from "../../../model/index.ts";
import { overBudget, type RequestBudget } from "./request-budget.ts";

/** Text that is encoded in one go. */
const PIECE_CHARACTERS = 64 * 1024;
/** A text longer than this is written in slices. */
const SLICE_CHARACTERS = 1024 * 1024;

/**
 * Writes an answer as JSON, letting other requests go first from time to time.
 *
 * @throws `over_budget` when it grows too long
 */
export async function writeAnswer(value: unknown, budget: Pick<RequestBudget, "yieldIfDue">): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  const encoder = new TextEncoder();
  let text = "";
  let bytes = 0;
  const flush = (): void => {
    const piece = encoder.encode(text);
    text = "";
    bytes += piece.byteLength;
    if (bytes > MAX_ANSWER_BYTES)
      throw overBudget(`the answer has more than ${MAX_ANSWER_BYTES.toLocaleString("en")} bytes`);
    pieces.push(piece);
  };
  for (const part of jsonParts(value)) {
    text += part;
    if (text.length < PIECE_CHARACTERS) continue;
    flush();
    await budget.yieldIfDue();
  }
  flush();
  return pieces;
}

/** A list or object that is being written. */
interface Open {
  readonly end: string;
  /** The keys of an object; undefined for a list. */
  readonly keys: readonly string[] | undefined;
  readonly members: readonly unknown[];
  next: number;
}

/** The texts that make up the JSON of a value, each of a bounded length. */
function* jsonParts(value: unknown): Iterable<string> {
  const open: Open[] = [];
  yield* begin(value, "", open);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    if (top.next === top.members.length) {
      open.pop();
      yield top.end;
      continue;
    }
    const index = top.next++;
    const comma = index === 0 ? "" : ",";
    const before = top.keys === undefined ? comma : `${comma}${JSON.stringify(top.keys[index])}:`;
    yield* begin(top.members[index], before, open);
  }
}

/** A value behind a text; of a list or object only its begin, its members follow. */
function begin(value: unknown, before: string, open: Open[]): Iterable<string> {
  if (Array.isArray(value)) {
    open.push({ end: "]", keys: undefined, members: value, next: 0 });
    return [`${before}[`];
  }
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
    const members = keys.map((key) => (value as Record<string, unknown>)[key]);
    open.push({ end: "}", keys, members, next: 0 });
    return [`${before}{`];
  }
  // An integer beyond 2^53, in all its digits.
  if (typeof value === "bigint") return [before + String(value)];
  if (typeof value === "string" && value.length > SLICE_CHARACTERS) return slices(value, before);
  return [before + (JSON.stringify(value) ?? "null")];
}

/** A pair of surrogates that is cut in two is escaped in both slices, which reads the same. */
function* slices(value: string, before: string): Iterable<string> {
  yield `${before}"`;
  for (let at = 0; at < value.length; at += SLICE_CHARACTERS)
    yield JSON.stringify(value.slice(at, at + SLICE_CHARACTERS)).slice(1, -1);
  yield '"';
}
