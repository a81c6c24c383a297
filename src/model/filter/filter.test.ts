import { describe, expect, test } from "vitest";
import { readFilter } from "./filter.ts";
import { type FieldTable, runFilterFields } from "./filter-fields.ts";
import { readOrder } from "./list-order.ts";

/** The fields of the row below. */
const table: FieldTable = {
  noun: "rows",
  fields: Object.fromEntries(
    ["name", "state", "tags", "loss", "empty", "list", "flag", "nested", "missing", "a", "b"].map((name) => [
      name,
      { kind: "text" },
    ]),
  ),
};

/** Whether a filter takes a row. */
const takes = (filter: object | string | null, row: Record<string, unknown>): boolean =>
  readFilter(
    typeof filter === "object" && filter !== null ? JSON.stringify(filter) : filter,
    table,
  )((path) => row[path]);

const row = {
  name: "run-7",
  state: "finished",
  tags: ["night", "best"],
  loss: 0.25,
  empty: null,
  list: [],
  flag: false,
  nested: { a: 1 },
};

describe("readFilter()", () => {
  test.each([
    ["nothing", ""],
    ["blanks", "  "],
    ["null", "null"],
    ["an empty object", "{}"],
    ["empty lists of conditions", '{"$and":[],"$nor":[]}'],
  ])("takes every row for %s", (_, filter) => {
    expect(takes(filter, row)).toBe(true);
  });

  test.each<[string, object, boolean]>([
    ["a value", { state: "finished" }, true],
    ["another value", { state: "failed" }, false],
    ["no conversion of values", { loss: "0.25" }, false],
    ["all fields together", { state: "finished", name: "run-8" }, false],
    ["null for a field that is empty or not there", { empty: null, missing: null }, true],
    ["null for a field that is there", { flag: null }, false],
    ["false", { flag: false }, true],
    ["one item of a list", { tags: "best" }, true],
    ["a whole list", { tags: ["night", "best"] }, true],
    ["a list in another order", { tags: ["best", "night"] }, false],
    ["an object", { nested: { a: 1 } }, true],
    ["$eq", { state: { $eq: "finished" } }, true],
    ["$ne", { state: { $ne: "finished" } }, false],
    ["$ne of a field that is not there", { missing: { $ne: "x" } }, true],
    ["$in", { state: { $in: ["failed", "finished"] } }, true],
    ["$in over a list", { tags: { $in: ["best", "worst"] } }, true],
    ["$in an empty list", { state: { $in: [] } }, false],
    ["$nin", { state: { $nin: ["failed", "finished"] } }, false],
    ["$nin of a field that is not there", { missing: { $nin: ["x"] } }, true],
    ["$gt and $lt", { loss: { $gt: 0.2, $lt: 0.3 } }, true],
    ["$gt of the same", { loss: { $gt: 0.25 } }, false],
    ["$gte and $lte of the same", { loss: { $gte: 0.25, $lte: 0.25 } }, true],
    ["an order of texts", { name: { $gt: "run-6", $lt: "run-70" } }, true],
    ["no order between a text and a number", { name: { $gt: 0 } }, false],
    ["no order of what is not there", { missing: { $lt: 1 } }, false],
    ["$exists", { loss: { $exists: true }, missing: { $exists: false }, empty: { $exists: false } }, true],
    ["$exists of what is false", { flag: { $exists: true } }, true],
    ["$regex", { name: { $regex: "^run-\\d$" } }, true],
    ["$regex anywhere", { name: { $regex: "un" } }, true],
    ["$regex by case", { name: { $regex: "RUN" } }, false],
    ["$regex with $options", { name: { $regex: "RUN", $options: "i" } }, true],
    ["$regex of what is no text", { loss: { $regex: "0" } }, false],
    ["$contains in a text", { name: { $contains: "un-" } }, true],
    ["$contains in a list", { tags: { $contains: "best" } }, true],
    ["$contains of no part", { tags: { $contains: "bes" } }, false],
    ["$size", { tags: { $size: 2 }, list: { $size: 0 } }, true],
    ["$all", { tags: { $all: ["best", "night"] } }, true],
    ["$all with one missing", { tags: { $all: ["best", "day"] } }, false],
    ["$not", { loss: { $not: { $gt: 1 } } }, true],
    ["$and", { $and: [{ state: "finished" }, { loss: { $lt: 1 } }] }, true],
    ["$or", { $or: [{ state: "failed" }, { tags: "night" }] }, true],
    ["$or of nothing", { $or: [] }, false],
    ["$nor", { $nor: [{ state: "failed" }, { tags: "day" }] }, true],
    ["$not over a filter", { $not: { state: "finished" } }, false],
    ["all of it, nested", { $or: [{ $and: [{ $nor: [{ a: 1 }] }, { $not: { b: 1 } }] }] }, true],
  ])("understands %s", (_, filter, isTaken) => {
    expect(takes(filter, row)).toBe(isTaken);
  });

  test("objects are equal whatever the order of their keys", () => {
    expect(takes({ a: { x: 1, y: [{ p: 1, q: 2 }] } }, { a: { y: [{ q: 2, p: 1 }], x: 1 } })).toBe(true);
    expect(takes({ a: { x: 1 } }, { a: { x: 1, y: 2 } })).toBe(false);
    expect(takes({ a: { x: 1, y: 2 } }, { a: { x: 1, z: 2 } })).toBe(false);
    expect(takes({ a: [1, 2] }, { a: [1, 2, 3] })).toBe(false);
    expect(takes({ a: [] }, { a: {} })).toBe(false);
  });

  test("names such as __proto__ are ordinary fields", () => {
    const asked: string[] = [];
    const names = JSON.parse('{"__proto__":{"kind":"text"},"constructor":{"kind":"text"},"toString":{"kind":"text"}}');
    const own: FieldTable = { noun: "rows", fields: names };
    const filter = readFilter('{"__proto__":"x","constructor":{"$exists":true},"$or":[{"toString":1}]}', own);
    const isTaken = filter((path) => {
      asked.push(path);
      return path === "__proto__" ? "x" : 1;
    });
    expect([isTaken, asked]).toEqual([true, ["__proto__", "constructor", "toString"]]);
    expect(takes('{"a":{"__proto__":1}}', { a: JSON.parse('{"__proto__":1}') })).toBe(true);
    expect(takes('{"a":{"__proto__":1}}', { a: { b: 1 } })).toBe(false);
  });

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["a text", '"x"'],
    ["an unknown operator over fields", '{"$where":"1"}'],
    ["an unknown operator over values", '{"a":{"$where":"1"}}'],
    ["$and without a list", '{"$and":{}}'],
    ["a condition that is no object", '{"$or":[1]}'],
    ["$in without a list", '{"a":{"$in":"x"}}'],
    ["$regex without a text", '{"a":{"$regex":1}}'],
    ["a broken pattern", '{"a":{"$regex":"("}}'],
    ["a pattern that looks around", '{"a":{"$regex":"(?=x)"}}'],
    ["more parts than anybody writes", JSON.stringify({ $or: Array.from({ length: 1001 }, () => ({ a: 1 })) })],
    ["parts nested without end", `${'{"$not":'.repeat(2000)}{}${"}".repeat(2000)}`],
  ])("refuses %s", (_, filter) => {
    expect(() => readFilter(filter, table)).toThrow(
      expect.objectContaining({ name: "StemmaError", code: "invalid_input" }) as Error,
    );
  });

  test("rejects a pattern over ten thousand long values instead of blocking the server", () => {
    const filter = readFilter(JSON.stringify({ a: { $regex: "(.*a){30}$b" } }), table);
    const value = "a".repeat(100_000);
    expect(() => {
      for (let turn = 0; turn < 10_000; turn++) filter(() => value);
    }).toThrow(/takes too long/);
  });
});

describe("fields of a filter", () => {
  const runs = (filter: object): unknown => readFilter(JSON.stringify(filter), runFilterFields);

  test.each(
    "createdAt displayName duration group host jobType name state tags username entity created_at display_name job_type heartbeat_at heartbeatAt"
      .split(" ")
      .map((name) => [name]),
  )("knows %s", (name) => {
    expect(() => runs({ [name]: null })).not.toThrow();
  });

  test.each([
    ["statte", "state"],
    ["displayname", "displayName"],
    ["creatd_at", "created_at"],
    ["sumary_metrics.loss", "summary_metrics.loss"],
    ["confg.lr", "config.lr"],
    ["toString", "group"],
  ])("refuses %s and names %s", (name, nearest) => {
    if (name === "toString") expect(() => runs({ [name]: 1 })).toThrow(/did you mean/);
    else expect(() => runs({ [name]: 1 })).toThrow(`did you mean "${nearest}"?`);
  });
});

describe("the path of a field in a filter", () => {
  test.each([`config.${"x".repeat(1000)}`, `config.${"a.".repeat(100)}b`])("is refused when it is too long", (path) => {
    expect(() => readFilter(JSON.stringify({ [path]: 1 }), runFilterFields)).toThrow(/path of \d+ characters/);
    expect(() => readOrder(path, runFilterFields)).toThrow(/path of \d+ characters/);
  });
});

describe("times of a filter", () => {
  const atMs = Date.parse("2024-02-29T23:30:15.250Z");
  const takesTime = (test: unknown): boolean =>
    readFilter(JSON.stringify({ createdAt: test }), runFilterFields)(() => atMs);

  test.each<[unknown, boolean]>([
    ["2024-02-29T23:30:15Z", true],
    ["2024-02-29 23:30:15", true],
    ["2024-02-29T23:30:15.999Z", true],
    ["2024-03-01T08:30:15+09:00", true],
    ["2024-03-01 08:30:15+0900", true],
    ["2024-02-29T18:30:15-05", true],
    ["2024-02-29T23:30:16Z", false],
    [{ $gt: "2024-02-29T23:30:15Z" }, false],
    [{ $gt: "2024-02-29" }, true],
    [{ $lt: "2024-03-01 00:00" }, true],
    [{ $lt: "2024-03-01T08:30:15+09:00" }, false],
    [{ $in: ["2023-01-01", "2024-02-29T23:30:15+00:00"] }, true],
    [{ $regex: "^2024-02-29T23:30:15Z$" }, true],
    [null, false],
    [{ $ne: null }, true],
  ])("%j", (test, isTaken) => {
    expect(takesTime(test)).toBe(isTaken);
  });

  test.each(["yesterday", "2024-02-30", "2024-13-01", "2024-01-01T25:00:00Z", 1709249415, ""])(
    "refuses %j as a time",
    (text) => {
      expect(() => takesTime({ $gt: text })).toThrow(/it is not a time/);
    },
  );
});

describe("integers beyond 2^53 in a filter", () => {
  const big = 2n ** 53n + 1n;
  const takesNumber = (text: string, value: unknown): boolean => readFilter(`{"a":${text}}`, table)(() => value);

  test("are compared exactly", () => {
    expect(takesNumber("9007199254740993", big)).toBe(true);
    expect(takesNumber("9007199254740992", big)).toBe(false);
    expect(takesNumber('{"$gt":9007199254740992}', big)).toBe(true);
    expect(takesNumber('{"$in":[1,9007199254740993]}', big)).toBe(true);
    expect(takesNumber("9007199254740992.0", 2 ** 53)).toBe(true);
  });
});
