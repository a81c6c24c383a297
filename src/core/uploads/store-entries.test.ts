import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { realHashing, realEventLoop } from "../../server/system-ports.ts";
import { StemmaError } from "../../model/index.ts";
import type { Ports } from "../ports/ports.ts";
import { type BoundEntry, storeEntries } from "./store-entries.ts";

const ENTRIES = 100_000;

interface Placed {
  readonly path: string;
}

const entries = Array.from({ length: ENTRIES }, (_, index) => ({ path: `file-${String(index).padStart(6, "0")}` }));

function store(
  putNode: () => Promise<number>,
  bind: (some: readonly Placed[]) => Promise<BoundEntry[]>,
): ReturnType<typeof storeEntries> {
  const ports = { hashing: realHashing, eventLoop: realEventLoop, blobs: { putNode } } as unknown as Ports;
  return storeEntries(ports, { digestAlgorithm: "" }, entries, bind);
}

async function bindAtOnce(some: readonly Placed[]): Promise<BoundEntry[]> {
  return some.map(({ path }) => ({ entry: { path, digest: "d", sizeBytes: 0, ref: "mem://x" }, blobId: undefined }));
}

test("rejects the call, without an unhandled rejection, when a node cannot be stored", async () => {
  let nodes = 0;
  const stored = store(
    () => {
      nodes += 1;
      return Promise.reject(new StemmaError("storage_full", "the disk is full"));
    },
    async (some) => {
      await turn();
      return bindAtOnce(some);
    },
  );
  await expect(stored).rejects.toMatchObject({ code: "storage_full" });
  expect(nodes).toBeGreaterThan(1);
});

test("yields to the event loop while binding many entries, and keeps few nodes in memory", async () => {
  const seen = { underWay: 0, most: 0, yields: 0, isOver: false };
  const stored = store(async () => {
    seen.underWay += 1;
    seen.most = Math.max(seen.most, seen.underWay);
    for (let waited = 0; waited < 20; waited++) await turn();
    seen.underWay -= 1;
    return 1;
  }, bindAtOnce).finally(() => (seen.isOver = true));
  for (; !seen.isOver; seen.yields++) await turn();
  const { nodes, totals } = await stored;
  expect(totals.entryCount).toBe(ENTRIES);
  expect(nodes.reduce((total, { entryCount }) => total + entryCount, 0)).toBe(ENTRIES);
  expect(seen.yields).toBeGreaterThan(ENTRIES / 2000);
  expect(seen.most).toBeGreaterThan(1);
  expect(seen.most).toBeLessThanOrEqual(8);
});
