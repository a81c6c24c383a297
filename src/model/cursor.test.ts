import { expect, test } from "vitest";
import { compareKeys, cursorKey, type KeyValue, listName, toKeyValue } from "./cursor.ts";

test("a cursor is refused by every list and order but its own", () => {
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

test("a key that the columns of a list cannot hold is refused", () => {
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
  for (const key of refused) expect(() => cursorKey({ list, key }, list, ["text", "int"])).toThrow(/damaged/);
  expect(cursorKey({ list, key: [null, null] }, list, ["text", "int"])).toEqual([null, null]);
});

test("keys are ordered by kind, number and bytes, with null last in either direction", () => {
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

test("what has no place in an order counts as null, and what JSON cannot hold as the nearest value that it can", () => {
  expect([undefined, null, Number.NaN, {}, []].map(toKeyValue)).toEqual([null, null, null, null, null]);
  expect(toKeyValue(Number.POSITIVE_INFINITY)).toBe(Number.MAX_VALUE);
  expect(toKeyValue(`${"x".repeat(255)}😀`)).toBe(`${"x".repeat(255)}\ufffd`);
});
