import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { realHashing } from "../server/world.ts";
import { StemmaError } from "../model/index.ts";
import type { Ports } from "./ports/ports.ts";
import { type BoundEntry, storeEntries } from "./store-entries.ts";

const ENTRIES = 100_000;

test("a node that cannot be stored while later ones are bound is the refusal of the call, and no fault of the process", async () => {
  const entries = Array.from({ length: ENTRIES }, (_, index) => ({ path: `file-${String(index).padStart(6, "0")}` }));
  let nodes = 0;
  const blobs = {
    putNode: () => {
      nodes += 1;
      return Promise.reject(new StemmaError("storage_full", "the disk is full"));
    },
  };
  const bind = async (some: readonly { path: string }[]): Promise<BoundEntry[]> => {
    await turn();
    return some.map(({ path }) => ({ entry: { path, digest: "d", sizeBytes: 0, ref: "mem://x" }, blobId: undefined }));
  };
  const stored = storeEntries(
    { hashing: realHashing, blobs } as unknown as Ports,
    { digestAlgorithm: "" },
    entries,
    bind,
  );
  await expect(stored).rejects.toMatchObject({ code: "storage_full" });
  expect(nodes).toBeGreaterThan(1);
});
