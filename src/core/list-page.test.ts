import { expect, test } from "vitest";
import { type Cursor, listName } from "../model/index.ts";
import { idOrder, pageOf } from "./list-page.ts";
import type { PageRequest } from "./ports/metadata.ts";

const rows = [3, 1, 5, 2, 4].map((id) => ({ id }));
const order = idOrder<{ id: number }>(listName("rows"));
const page = (request: PageRequest) => pageOf(rows, request, order);
const ids = (request: PageRequest): number[] => page(request).rows.map(({ id }) => id);

test("cuts a page by key, forwards and backwards", () => {
  const cursorAt = (id: number): Cursor => ({ list: order.list, key: [id] });
  expect(ids({ after: null, first: 2 })).toEqual([1, 2]);
  expect(ids({ after: cursorAt(2), first: 2 })).toEqual([3, 4]);
  expect(ids({ after: null, before: cursorAt(4), first: 2, isFromEnd: true })).toEqual([2, 3]);
  expect(ids({ after: cursorAt(1), before: cursorAt(4), first: 9, isFromEnd: true })).toEqual([2, 3]);
  expect(ids({ after: cursorAt(5), first: 2 })).toEqual([]);
});

test("an empty page says whether more rows exist", () => {
  expect(page({ after: null, first: 0 })).toMatchObject({ rows: [], hasNextPage: true });
  expect(page({ after: null, first: 0, isFromEnd: true })).toMatchObject({ rows: [] });
});

test("a cursor may point to a deleted row", () => {
  expect(
    pageOf(
      rows.filter(({ id }) => id !== 2),
      { after: { list: order.list, key: [2] }, first: 9 },
      order,
    ).rows.map(({ id }) => id),
  ).toEqual([3, 4, 5]);
});
