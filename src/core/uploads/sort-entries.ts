import { checkEntryPath, compareUtf8, StemmaError } from "../../model/index.ts";
import type { EventLoop } from "../ports/ports.ts";

/** Entries processed before yielding to other requests: some ten milliseconds of work. */
const ENTRIES_PER_SLICE = 10_000;

interface HasPath {
  readonly path: string;
}

/**
 * Sorts entries by the UTF-8 bytes of their paths. Rejects invalid and repeated paths, and a file under the path of a
 * folder. Yields to other requests in between.
 *
 * @throws `invalid_input`
 */
export async function sortEntries<Entry extends HasPath>(
  eventLoop: EventLoop,
  entries: readonly Entry[],
): Promise<Entry[]> {
  let runs: Entry[][] = [];
  for (let at = 0; at < entries.length; at += ENTRIES_PER_SLICE) {
    if (at > 0) await eventLoop.yieldToOthers();
    const run = entries.slice(at, at + ENTRIES_PER_SLICE);
    for (const { path } of run) checkEntryPath(path);
    runs.push(run.sort(inOrder));
  }
  while (runs.length > 1) {
    const merged: Entry[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(await merge(eventLoop, runs[at]!, runs[at + 1] ?? []));
    runs = merged;
  }
  const sorted = runs[0] ?? [];
  await refuseClashes(eventLoop, sorted);
  return sorted;
}

function inOrder(left: HasPath, right: HasPath): number {
  return compareUtf8(left.path, right.path);
}

async function merge<Entry extends HasPath>(
  eventLoop: EventLoop,
  left: readonly Entry[],
  right: readonly Entry[],
): Promise<Entry[]> {
  // The usual case: clients send their entries in order.
  if (right.length === 0 || inOrder(left.at(-1)!, right[0]!) <= 0) return left.concat(right);
  const merged: Entry[] = [];
  for (let [fromLeft, fromRight] = [0, 0]; fromLeft < left.length || fromRight < right.length;) {
    if (merged.length % ENTRIES_PER_SLICE === 0) await eventLoop.yieldToOthers();
    const isLeft =
      fromRight === right.length || (fromLeft < left.length && inOrder(left[fromLeft]!, right[fromRight]!) <= 0);
    merged.push(isLeft ? left[fromLeft++]! : right[fromRight++]!);
  }
  return merged;
}

async function refuseClashes(eventLoop: EventLoop, sorted: readonly HasPath[]): Promise<void> {
  let prefixes: string[] = [];
  for (const [index, { path }] of sorted.entries()) {
    if (index > 0 && index % ENTRIES_PER_SLICE === 0) await eventLoop.yieldToOthers();
    if (sorted[index - 1]?.path === path)
      throw new StemmaError("invalid_input", `Cannot store the entry "${path}": it is listed twice`);
    // Only paths like "a-b" sort between "a" and "a/b", so the open prefixes are the last few files.
    prefixes = prefixes.filter((file) => path.startsWith(file));
    const file = prefixes.find((candidate) => path.startsWith(`${candidate}/`));
    if (file !== undefined)
      throw new StemmaError(
        "invalid_input",
        `Cannot store the entry "${path}": "${file}" is a file, expected a folder`,
      );
    prefixes.push(path);
  }
}
