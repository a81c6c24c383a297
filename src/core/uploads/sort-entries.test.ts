import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { seededRandom } from "../../../test/support/seeded-random.ts";
import { realEventLoop } from "../../server/system-ports.ts";
import { sortEntries } from "./sort-entries.ts";

const COUNT = 35_000;

function shuffled(): { path: string }[] {
  const random = seededRandom(7);
  const entries = Array.from({ length: COUNT }, (_, number) => ({ path: `${number % 97}/é${number}/\u{1f600}.bin` }));
  for (let at = entries.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [entries[at], entries[other]] = [entries[other]!, entries[at]!];
  }
  return entries;
}

test("returns the entries of many sorted runs once each, in UTF-8 byte order", async () => {
  const entries = shuffled();
  const expected = entries.map(({ path }) => path).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect((await sortEntries(realEventLoop, entries)).map(({ path }) => path)).toEqual(expected);
  expect((await sortEntries(realEventLoop, entries.toReversed())).map(({ path }) => path)).toEqual(expected);
  expect(await sortEntries(realEventLoop, [])).toEqual([]);
});

test("keeps entries that are already sorted", async () => {
  const sorted = await sortEntries(realEventLoop, shuffled());
  expect(await sortEntries(realEventLoop, sorted)).toEqual(sorted);
});

test("reports a path in two runs as a duplicate, and a file that is a folder elsewhere", async () => {
  const entries = shuffled();
  const twice = [...entries, entries[0]!];
  await expect(sortEntries(realEventLoop, twice)).rejects.toThrow(`"${entries[0]!.path}": it is listed twice`);
  const below = [...entries, { path: `${entries[0]!.path}/below` }];
  await expect(sortEntries(realEventLoop, below)).rejects.toThrow(`"${entries[0]!.path}" is a file, expected a folder`);
});

test("yields to the event loop while sorting many entries", async () => {
  const seen = { yields: 0, isOver: false };
  const sorting = sortEntries(realEventLoop, shuffled()).finally(() => (seen.isOver = true));
  for (; !seen.isOver; seen.yields++) await turn();
  await sorting;
  expect(seen.yields).toBeGreaterThan(COUNT / 10_000);
});
