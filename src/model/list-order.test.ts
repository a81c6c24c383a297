import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runFilterFields } from "./filter-fields.ts";
import { readOrder, sortRows } from "./list-order.ts";

const sorted = (values: readonly unknown[], isDescending = false): unknown[] =>
  sortRows(
    values.map((value) => ({ value })),
    { path: "value", isDescending },
    (row) => () => row.value,
  ).map(({ value }) => value);

describe("readOrder()", () => {
  test.each<[string | null | undefined, object | undefined]>([
    ["+created_at", { path: "createdAt", isDescending: false }],
    ["-summary_metrics.loss", { path: "summary_metrics.loss", isDescending: true }],
    ["name", { path: "name", isDescending: false }],
    [" -name , +other", { path: "name", isDescending: true }],
    ["-config.lr.value", { path: "config.lr.value", isDescending: true }],
    ["heartbeat_at", { path: "heartbeatAt", isDescending: false }],
    ["", undefined],
    [" ", undefined],
    [null, undefined],
    [undefined, undefined],
  ])("reads %j", (text, order) => {
    expect(readOrder(text, runFilterFields)).toEqual(order);
  });

  test("names the nearest field where there is none of that name", () => {
    expect(() => readOrder("-heartbeet_at", runFilterFields)).toThrow(/did you mean "heartbeat_at"/);
  });
});

describe("sortRows()", () => {
  test("sorts numbers as numbers and texts by their UTF-8 bytes, either way round", () => {
    expect(sorted([10, 9, -1, 2.5])).toEqual([-1, 2.5, 9, 10]);
    expect(sorted([10, 9, -1], true)).toEqual([10, 9, -1]);
    expect(sorted(["b", "B", "a10", "a9", "\u{10000}", "\uffee"])).toEqual([
      "B",
      "a10",
      "a9",
      "b",
      "\uffee",
      "\u{10000}",
    ]);
  });

  test("puts rows without a value last, whichever way round, and keeps their order", () => {
    const gone = [undefined, null, Number.NaN, { a: 1 }, ["x"]];
    expect(sorted([gone[0], 2, gone[1], 1, gone[2], gone[3], gone[4]])).toEqual([1, 2, ...gone]);
    expect(sorted([gone[0], 2, gone[1], 3, gone[2]], true)).toEqual([3, 2, gone[0], gone[1], gone[2]]);
  });

  test("sorts infinities to the ends and false before true", () => {
    expect(sorted([1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual([
      Number.NEGATIVE_INFINITY,
      1,
      Number.POSITIVE_INFINITY,
    ]);
    expect(sorted([true, false, true])).toEqual([false, true, true]);
  });

  test("keeps the order of equal rows and leaves the given rows as they were", () => {
    const rows = [
      { key: 1, n: 1 },
      { key: 0, n: 2 },
      { key: 1, n: 3 },
    ];
    const result = sortRows(rows, { path: "key", isDescending: true }, (row) => () => row.key);
    expect(result.map(({ n }) => n)).toEqual([1, 3, 2]);
    expect(rows.map(({ n }) => n)).toEqual([1, 2, 3]);
  });

  test("gives one order for mixed values, in whatever order they come", () => {
    const value = fc.oneof(
      fc.integer({ min: -99, max: 99 }),
      fc.string({ maxLength: 2 }),
      fc.constantFrom("1x", "10", "9"),
    );
    fc.assert(
      fc.property(fc.uniqueArray(value, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (values, dice) => {
        const shuffled = values
          .map((item) => ({ item, at: dice.next().value }))
          .sort((left, right) => left.at - right.at)
          .map(({ item }) => item);
        expect(sorted(shuffled)).toEqual(sorted(values));
        expect(sorted(shuffled, true)).toEqual(sorted(values).toReversed());
      }),
      { numRuns: 500 },
    );
  });
});
