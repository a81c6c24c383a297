import { describe, expect, test } from "vitest";
import { compareUtf8 } from "../utf8.ts";
import { SEGMENT_AVERAGE_ENTRIES, SEGMENT_MAX_ENTRIES, SEGMENT_MIN_ENTRIES } from "../limits.ts";
import { nodeEndsBefore, segmentEndsBefore } from "./manifest-cut.ts";

const paths = Array.from({ length: 50_000 }, (_, n) => `folder-${n % 37}/file ${n} é.png`).sort(compareUtf8);

/** Sizes between the cuts of a row of paths, and where the cuts stand. */
function cut(row: readonly string[], endsBefore: (path: string, count: number) => boolean) {
  const [sizes, starts]: [number[], string[]] = [[], []];
  let count = 0;
  for (const path of row) {
    if (endsBefore(path, count)) {
      sizes.push(count);
      starts.push(path);
      count = 0;
    }
    count += 1;
  }
  return { sizes, starts };
}

describe("segmentEndsBefore()", () => {
  test("cuts into 32 to 256 entries, some 128 on average", () => {
    const { sizes } = cut(paths, segmentEndsBefore);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(SEGMENT_MIN_ENTRIES);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(SEGMENT_MAX_ENTRIES);
    const average = sizes.reduce((total, size) => total + size, 0) / sizes.length;
    expect(average).toBeGreaterThan(SEGMENT_AVERAGE_ENTRIES * 0.75);
    expect(average).toBeLessThan(SEGMENT_AVERAGE_ENTRIES * 1.25);
  });

  test("adding or removing a path moves only the cuts around it", () => {
    const before = new Set(cut(paths, segmentEndsBefore).starts);
    for (const at of [0, 777, 25_000, 49_999]) {
      const more = cut(paths.toSpliced(at, 0, `${paths[at]}.copy`), segmentEndsBefore).starts;
      const less = cut(paths.toSpliced(at, 1), segmentEndsBefore).starts;
      for (const starts of [more, less]) expect(starts.filter((start) => !before.has(start)).length).toBeLessThan(20);
    }
  });

  test("never changes its cuts, because stored manifests are compared with later ones", () => {
    const row = Array.from({ length: 1000 }, (_, n) => `f${String(n).padStart(4, "0")}`);
    expect(cut(row, segmentEndsBefore).starts).toMatchInlineSnapshot(`
      [
        "f0105",
        "f0361",
        "f0407",
        "f0512",
        "f0568",
        "f0675",
        "f0769",
        "f0861",
      ]
    `);
    expect(cut(row, nodeEndsBefore).starts).toMatchInlineSnapshot(`
      [
        "f0124",
        "f0230",
        "f0250",
        "f0292",
        "f0362",
        "f0383",
        "f0403",
        "f0531",
        "f0659",
        "f0716",
        "f0740",
        "f0868",
        "f0996",
      ]
    `);
  });
});

describe("nodeEndsBefore()", () => {
  test("cuts into 16 to 128 segments, some 64 on average, independent of segment cuts", () => {
    const { sizes, starts } = cut(paths, nodeEndsBefore);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(128);
    const average = sizes.reduce((total, size) => total + size, 0) / sizes.length;
    expect(average).toBeGreaterThan(45);
    expect(average).toBeLessThan(80);
    const ofSegments = new Set(cut(paths, segmentEndsBefore).starts);
    expect(starts.filter((start) => ofSegments.has(start)).length).toBeLessThan(starts.length / 4);
  });
});
