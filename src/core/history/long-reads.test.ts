import { describe, expect, test } from "vitest";
import { type Project, QUERY_PATIENCE_MS, type RunId } from "../../model/index.ts";
import { createLongReads } from "./long-reads.ts";
import type { NarrowedRuns } from "../ports/metadata.ts";

const MIB = 1024 * 1024;
const project = { id: 1, name: "p", entityName: "e" } as unknown as Project;

/** Long reads over runs on which the filter must be evaluated; every second run has the value 1. */
function readsOver({ runs, bytes, msARead = 0 }: { runs: number; bytes: number; msARead?: number }) {
  const seen = { parts: [] as number[], nowMs: 0 };
  const idsOf = (count: number): RunId[] => Array.from({ length: count }, (_, at) => (at + 1) as RunId);
  const listOf = (ids: readonly RunId[], isExact: boolean): NarrowedRuns => ({
    isExact,
    count: async () => ids.length,
    candidates: async (after, count) =>
      ids
        .filter((id) => after === null || id > after)
        .slice(0, count)
        .map((id) => ({ id, isSure: false, bytes })),
    async lookups(part) {
      seen.parts.push(part.length);
      seen.nowMs += msARead;
      return part.map((id) => ({ id, lookup: () => Number(id) % 2 }));
    },
    page: async (_, { first }) => ({
      rows: ids.slice(0, first),
      cursors: [],
      hasNextPage: ids.length > first,
      total: async () => ids.length,
    }),
    only: (left) => listOf(left, true),
  });
  const metadata = { read: { runs: { narrow: async () => listOf(idsOf(runs), false) } } };
  const ports = { metadata, eventLoop: { yieldToOthers: async () => {} }, clock: { nowMs: () => seen.nowMs } };
  return { seen, reads: createLongReads(ports as never) };
}

const filtered = (key: string) => ({ project, filter: '{"config.x":1}', steps: 1_000_000, key });

describe("runs that are asked one by one", () => {
  test("are asked once for a page and the number of one request, and again for another", async () => {
    const { seen, reads } = readsOver({ runs: 1200, bytes: 10 });
    const page = await reads.pageOfRuns(filtered("a"), undefined, { after: null, first: 3 }, 0);
    expect([page.rows, page.hasNextPage]).toEqual([[1, 3, 5], true]);
    expect((await reads.countOfRuns(filtered("a"))).count).toBe(600);
    expect(seen.parts).toEqual([500, 500, 200]);
    await reads.countOfRuns(filtered("b"));
    expect(seen.parts).toHaveLength(6);
  });

  test("are loaded a few at a time where their texts are large", async () => {
    const { seen, reads } = readsOver({ runs: 9, bytes: MIB });
    await reads.countOfRuns(filtered("a"));
    expect(seen.parts).toEqual([2, 2, 2, 2, 1]);
    const huge = readsOver({ runs: 2, bytes: 15 * MIB });
    await huge.reads.countOfRuns(filtered("a"));
    expect(huge.seen.parts).toEqual([1, 1]);
  });

  test("are no longer asked when the request has ended", async () => {
    const { seen, reads } = readsOver({ runs: 5000, bytes: 10, msARead: QUERY_PATIENCE_MS / 3 });
    await expect(reads.countOfRuns(filtered("a"))).rejects.toMatchObject({ code: "over_budget" });
    expect(seen.parts).toHaveLength(4);
  });
});
