import { expect, test } from "vitest";
import { listName } from "../../../model/index.ts";
import { readCursor, writeCursor } from "./cursor-text.ts";

const cursors = [
  { list: listName("a"), key: [1_700_000_000_000, 5] },
  { list: listName("b"), key: ["é😀", null, true, -1.5], asOfMs: 1_700_000_000_000 },
];

test("decoding returns the encoded cursor", () => {
  for (const cursor of cursors) expect(readCursor(writeCursor(cursor))).toEqual(cursor);
});

test("a cursor is URL-safe text without padding", () => {
  for (const cursor of cursors) expect(writeCursor(cursor)).toMatch(/^[\w-]{20,100}$/);
});

test("rejects a cursor with any character changed, removed or added", () => {
  for (const text of cursors.map(writeCursor))
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === "A" ? "B" : "A";
      for (const damaged of [
        text.slice(0, at) + other + text.slice(at + 1),
        text.slice(0, at) + text.slice(at + 1),
        `${text.slice(0, at)}=${text.slice(at)}`,
      ])
        expect(() => readCursor(damaged)).toThrow(/is not a cursor of this server/);
    }
});

test("rejects texts that are not cursors", () => {
  for (const text of ["x", btoa("row:50"), "[]", "0", "A".repeat(10_000), "😀"])
    expect(() => readCursor(text)).toThrow(/^Cannot continue the list after this cursor: /);
});
