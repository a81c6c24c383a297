import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareKeys, cursorKey, type KeyValue, listName, toKeyValue } from "./cursor.ts";

test("rejects a cursor of another list or order", () => {
  const list = listName("aliases", 7);
  const cursor = { list, key: ["a", 1] };
  expect(cursorKey(cursor, list, ["text", "int"])).toEqual(["a", 1]);
  for (const other of [
    listName("aliases", 8),
    listName("types", 7),
    listName("aliases", "7"),
    listName("aliases", 7, null),
  ])
    expect(() => cursorKey(cursor, other, ["text", "int"])).toThrow(/belongs to another list/);
});

test("rejects a key of the wrong type for the list", () => {
  const list = listName("x");
  const refused: readonly (readonly KeyValue[])[] = [
    ["a"],
    ["a", 1, 2],
    [1, 1],
    ["a", "1"],
    ["a", 1.5],
    ["a\0", 1],
    ["\ud800", 1],
  ];
  for (const key of refused) expect(() => cursorKey({ list, key }, list, ["text", "int"])).toThrow(/malformed/);
  expect(cursorKey({ list, key: [null, null] }, list, ["text", "int"])).toEqual([null, null]);
});

test("orders keys by kind, number and bytes, with null last in both directions", () => {
  const values: readonly KeyValue[] = [false, true, -1, 2, 10, "10", "9", "\uffff", "😀", null];
  const keys = (isDescending: boolean) =>
    values
      .toReversed()
      .map((value) => [value])
      .toSorted((left, right) => compareKeys(left, right, [isDescending]))
      .flat();
  expect(keys(false)).toEqual(values);
  expect(keys(true)).toEqual([...values.slice(0, -1).toReversed(), null]);
});

test("treats unorderable values as null, and values outside JSON as the nearest JSON value", () => {
  expect([undefined, null, Number.NaN, {}, []].map(toKeyValue)).toEqual([null, null, null, null, null]);
  expect(toKeyValue(Number.POSITIVE_INFINITY)).toBe(Number.MAX_VALUE);
  expect(toKeyValue(`${"x".repeat(255)}😀`)).toBe(`${"x".repeat(255)}\ufffd`);
});

/** Values by their keys; equal ones keep their order. */
const sorted = (values: readonly unknown[], isDescending = false): unknown[] =>
  values
    .map((value, at) => ({ value, key: [toKeyValue(value), at] }))
    .toSorted((left, right) => compareKeys(left.key, right.key, [isDescending, false]))
    .map(({ value }) => value);

describe("rows in the order of a value", () => {
  test("sorts numbers as numbers and texts by UTF-8 bytes, in both directions", () => {
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

  test("puts rows without a value last in both directions and keeps their order", () => {
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

  test("orders integers beyond 2^53 among the numbers", () => {
    expect(sorted([2n ** 60n, 1, -(2n ** 60n)])).toEqual([-(2n ** 60n), 1, 2n ** 60n]);
  });

  test("gives mixed values one order, whatever the input order", () => {
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
