import { expect, test } from "vitest";
import { inBatches } from "./in-batches.ts";

test("runs batches until one processes nothing, and returns the total", async () => {
  const processed = [3, 2, 0, 7];
  expect(await inBatches(async () => processed.shift()!)).toBe(5);
  expect(processed).toEqual([7]);
});
