import { expect, test } from "vitest";
import { IdCounts } from "./id-counts.ts";

test("IdCounts adds up the counts of an id", () => {
  const counts = new IdCounts();
  counts.add(7, 1);
  counts.add(7, 2);
  counts.add(9_000_000_000, 5);
  expect(counts.get(7)).toBe(3);
  expect(counts.get(9_000_000_000)).toBe(5);
  expect(counts.get(8)).toBe(0);
});

test("IdCounts returns its ids in order and in batches, zero counts included", () => {
  const counts = new IdCounts();
  for (const id of [5000, 3, 4096, 4095, 1]) counts.add(id, id === 3 ? 0 : 1);
  expect([...counts.batches(2)]).toEqual([[1, 3], [4095, 4096], [5000]]);
  expect([...new IdCounts().batches(2)]).toEqual([]);
});
