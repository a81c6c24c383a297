import fc from "fast-check";
import { expect, test } from "vitest";
import { isStemmaError } from "../../../src/model/errors.ts";
import type { Subject } from "./blob-driver.ts";
import { expectBytes, expectFault, listAll, nameOf, readAll, someBytes } from "./checks.ts";

const MIB = 1024 * 1024;
const NAME = "0123456789abcdefghijklmnopqrstuvwxyz";

/** What must never reach a path or a key. */
const refusedNames = [
  "",
  "short12",
  "a".repeat(65),
  "UPPERCASE",
  "with space",
  "../../etc/passwd",
  "..",
  "........",
  "/absolute",
  "folder/file1",
  "back\\slash",
  "null\u0000byte1",
  "line\nbreak",
  "percent%2f",
  "ünicode1",
  "object01.unfinished",
  "object01\n",
];

/** Rules for objects that are stored whole. */
export function objectRules(subject: Subject): void {
  test("get() returns the bytes of put()", async () => {
    const bytes = someBytes(300_001);
    await subject.driver.put(NAME, [bytes]);
    expectBytes(await subject.driver.get(NAME, 0, bytes.byteLength), bytes);
  });

  test("put() joins its parts in order, empty ones included", async () => {
    const bytes = someBytes(10_000);
    const empty = new Uint8Array(0);
    const parts = [empty, bytes.subarray(0, 1), empty, bytes.subarray(1, 7000), bytes.subarray(7000), empty];
    await subject.driver.put(NAME, parts);
    expectBytes(await readAll(subject.driver, NAME), bytes);
  });

  test("put() keeps the order of more parts than a system call takes", async () => {
    const bytes = someBytes(5000 * 37);
    await subject.driver.put(
      NAME,
      Array.from({ length: 5000 }, (_, index) => bytes.subarray(index * 37, index * 37 + 37)),
    );
    expectBytes(await readAll(subject.driver, NAME), bytes);
  });

  test("put() of no bytes stores an empty object", async () => {
    await subject.driver.put(NAME, []);
    await subject.driver.put(nameOf(1), [new Uint8Array(0)]);
    expect(await subject.driver.stat(NAME)).toEqual({ sizeBytes: 0 });
    expect(await listAll(subject.driver)).toEqual([
      { name: NAME, sizeBytes: 0 },
      { name: nameOf(1), sizeBytes: 0 },
    ]);
  });

  test("put() of 64 MiB is read back whole and in pieces", async () => {
    const bytes = someBytes(64 * MIB);
    await subject.driver.put(NAME, [bytes.subarray(0, 3 * MIB), bytes.subarray(3 * MIB)]);
    expectBytes(await subject.driver.get(NAME, 0, bytes.byteLength), bytes);
    for (const start of [0, 5 * MIB - 1, 60 * MIB]) {
      expectBytes(await subject.driver.get(NAME, start, start + 4 * MIB), bytes.subarray(start, start + 4 * MIB));
    }
  });

  test("put() never replaces an object", async () => {
    await subject.driver.put(NAME, [someBytes(1000, 1)]);
    await expectFault(subject.driver.put(NAME, [someBytes(2000, 2)]), "already_exists");
    await expectFault(subject.driver.put(NAME, [someBytes(1000, 1)]), "already_exists");
    expectBytes(await readAll(subject.driver, NAME), someBytes(1000, 1));
  });

  test("of two concurrent put() of one name one succeeds and the other fails", async () => {
    const bodies = [someBytes(200_000, 1), someBytes(200_000, 2)];
    const results = await Promise.allSettled(bodies.map((bytes) => subject.driver.put(NAME, [bytes])));
    const winner = results.findIndex(({ status }) => status === "fulfilled");
    expect(results[1 - winner]).toMatchObject({ status: "rejected", reason: { code: "already_exists" } });
    expectBytes(await readAll(subject.driver, NAME), bodies[winner]!);
  });

  test("put() can store the same bytes under many names concurrently", async () => {
    const bytes = someBytes(20_000);
    await Promise.all(Array.from({ length: 20 }, (_, index) => subject.driver.put(nameOf(index), [bytes])));
    for (let index = 0; index < 20; index++) expectBytes(await readAll(subject.driver, nameOf(index)), bytes);
  });

  test("200 concurrent put() store 200 objects", async () => {
    await Promise.all(Array.from({ length: 200 }, (_, n) => subject.driver.put(nameOf(n), [someBytes(4096 + n, n)])));
    expect((await listAll(subject.driver)).length).toBe(200);
    for (let n = 0; n < 200; n++) expectBytes(await readAll(subject.driver, nameOf(n)), someBytes(4096 + n, n));
  });

  test("a put() that fails half-way leaves nothing, and its name stays free", async () => {
    const parts = Array.from({ length: 3000 }, () => someBytes(100));
    Object.defineProperty(parts, 2500, {
      get: () => {
        throw new RangeError("the source ended early");
      },
    });
    await expect(subject.driver.put(NAME, parts)).rejects.toThrow("the source ended early");
    expect(await subject.driver.stat(NAME)).toBeNull();
    expect(await listAll(subject.driver)).toEqual([]);
    await subject.driver.put(NAME, [someBytes(10)]);
    expectBytes(await readAll(subject.driver, NAME), someBytes(10));
  });

  test("put() copies the buffers it is given", async () => {
    const bytes = someBytes(5000);
    await subject.driver.put(NAME, [bytes]);
    bytes.fill(0);
    expectBytes(await readAll(subject.driver, NAME), someBytes(5000));
  });

  test("get() returns the first, the last, one and all bytes", async () => {
    const bytes = someBytes(1000);
    await subject.driver.put(NAME, [bytes]);
    for (const [start, end] of [
      [0, 1],
      [0, 10],
      [500, 501],
      [400, 600],
      [999, 1000],
      [0, 1000],
    ] as const) {
      expectBytes(await subject.driver.get(NAME, start, end), bytes.subarray(start, end));
    }
  });

  test("get() returns any range within the object", async () => {
    const bytes = someBytes(20_000);
    await subject.driver.put(NAME, [bytes]);
    await fc.assert(
      fc.asyncProperty(fc.nat(20_000), fc.nat(20_000), async (one, other) => {
        const [start, end] = one < other ? [one, other] : [other, one];
        expectBytes(await subject.driver.get(NAME, start, end), bytes.subarray(start, end));
      }),
      { numRuns: 50 },
    );
  });

  test("get() of an empty range returns no bytes, even at the end", async () => {
    await subject.driver.put(NAME, [someBytes(100)]);
    for (const at of [0, 50, 100]) expect((await subject.driver.get(NAME, at, at)).byteLength).toBe(0);
  });

  test("get() beyond the end throws damaged and never returns fewer bytes", async () => {
    await subject.driver.put(NAME, [someBytes(100)]);
    for (const [start, end] of [
      [0, 101],
      [99, 200],
      [100, 101],
      [5000, 6000],
      [101, 101],
      [0, 2 ** 50],
    ] as const) {
      await expectFault(subject.driver.get(NAME, start, end), "damaged");
    }
    await expect(subject.driver.get(NAME, 0, 101)).rejects.toMatchObject({
      details: { name: NAME, end: 101, sizeBytes: 100 },
    });
  });

  test("get() rejects an invalid range", async () => {
    await subject.driver.put(NAME, [someBytes(100)]);
    for (const [start, end] of [
      [-1, 5],
      [6, 5],
      [0.5, 5],
      [0, Number.NaN],
      [0, Infinity],
      [0, 2 ** 53],
    ] as const) {
      await expectFault(subject.driver.get(NAME, start, end), "invalid_input");
    }
  });

  test("get() of a missing object throws not_found, even for an empty range", async () => {
    await expectFault(subject.driver.get(NAME, 0, 1), "not_found");
    await expectFault(subject.driver.get(NAME, 0, 0), "not_found");
  });

  test("the caller owns the buffer that get() returns", async () => {
    await subject.driver.put(NAME, [someBytes(3000)]);
    const first = await subject.driver.get(NAME, 1000, 2000);
    expect(first.buffer.byteLength).toBe(1000);
    first.fill(0);
    const moved = structuredClone(first.buffer, { transfer: [first.buffer as ArrayBuffer] });
    expect(moved.byteLength).toBe(1000);
    expectBytes(await subject.driver.get(NAME, 1000, 2000), someBytes(3000).subarray(1000, 2000));
  });

  test("1,000 concurrent get() of 150 objects return the right bytes", async () => {
    for (let n = 0; n < 150; n++) await subject.driver.put(nameOf(n), [someBytes(1000, n)]);
    const reads = Array.from({ length: 1000 }, async (_, index) => {
      const n = (index * 7) % 150;
      expectBytes(await subject.driver.get(nameOf(n), index % 900, 950), someBytes(1000, n).subarray(index % 900, 950));
    });
    await Promise.all(reads);
  });

  test("stat() returns the size, or null for a missing object", async () => {
    await subject.driver.put(NAME, [someBytes(12_345)]);
    expect(await subject.driver.stat(NAME)).toEqual({ sizeBytes: 12_345 });
    expect(await subject.driver.stat(nameOf(1))).toBeNull();
  });

  test("list() returns every object once, and nothing in an empty store", async () => {
    expect(await listAll(subject.driver)).toEqual([]);
    for (let n = 0; n < 40; n++) await subject.driver.put(nameOf(n), [someBytes(n)]);
    const expected = Array.from({ length: 40 }, (_, n) => ({ name: nameOf(n), sizeBytes: n }));
    expect(await listAll(subject.driver)).toEqual(expected);
  });

  test("list() during writes returns complete objects only", async () => {
    const puts = Array.from({ length: 40 }, (_, n) => subject.driver.put(nameOf(n), [someBytes(200_000, n)]));
    const progress = { isDone: false };
    const all = Promise.all(puts).finally(() => (progress.isDone = true));
    do {
      for (const { name, sizeBytes } of await listAll(subject.driver)) {
        expect(name).toMatch(/^object\d{6}$/);
        expect(sizeBytes).toBe(200_000);
      }
    } while (!progress.isDone);
    await all;
    expect((await listAll(subject.driver)).length).toBe(40);
  });

  test("list() can be ended early, and objects can be deleted while it is read", async () => {
    for (let n = 0; n < 30; n++) await subject.driver.put(nameOf(n), [someBytes(1)]);
    for await (const object of subject.driver.list()) {
      expect(object.sizeBytes).toBe(1);
      break;
    }
    for await (const { name } of subject.driver.list()) await subject.driver.delete(name);
    expect(await listAll(subject.driver)).toEqual([]);
  });

  test("delete() removes the object from get(), stat() and list()", async () => {
    await subject.driver.put(NAME, [someBytes(10)]);
    await subject.driver.put(nameOf(1), [someBytes(10)]);
    await subject.driver.get(NAME, 0, 10);
    await subject.driver.delete(NAME);
    await expectFault(subject.driver.get(NAME, 0, 10), "not_found");
    expect(await subject.driver.stat(NAME)).toBeNull();
    expect(await listAll(subject.driver)).toEqual([{ name: nameOf(1), sizeBytes: 10 }]);
  });

  test("delete() resolves when repeated, concurrent or for a missing object", async () => {
    await subject.driver.put(NAME, [someBytes(10)]);
    await Promise.all([subject.driver.delete(NAME), subject.driver.delete(NAME)]);
    await subject.driver.delete(NAME);
    await subject.driver.delete(nameOf(7));
  });

  test("a name is free after delete(), and the old bytes never reappear", async () => {
    for (let round = 1; round <= 5; round++) {
      await subject.driver.put(NAME, [someBytes(2000, round)]);
      expectBytes(await readAll(subject.driver, NAME), someBytes(2000, round));
      await subject.driver.delete(NAME);
    }
  });

  test("get() beside delete() returns the whole range or throws not_found", async () => {
    const bytes = someBytes(4 * MIB);
    for (let round = 0; round < 5; round++) {
      await subject.driver.put(NAME, [bytes]);
      const reads = Array.from({ length: 12 }, () => subject.driver.get(NAME, 0, bytes.byteLength));
      const deleted = subject.driver.delete(NAME);
      for (const read of await Promise.allSettled(reads)) {
        if (read.status === "fulfilled") expectBytes(read.value, bytes);
        else expect(isStemmaError(read.reason, "not_found")).toBe(true);
      }
      await deleted;
    }
  });

  test("every call rejects an invalid name", async () => {
    const { driver } = subject;
    for (const name of refusedNames) {
      const calls = [
        () => driver.put(name, [someBytes(1)]),
        () => driver.get(name, 0, 1),
        () => driver.stat(name),
        () => driver.delete(name),
        () => driver.tail.append(name, [someBytes(1)]),
        () => driver.tail.sync(name),
        () => driver.tail.cut(name, 0),
        () => driver.tail.close(name),
      ];
      for (const call of calls) await expectFault(call(), "invalid_input");
    }
    expect(await listAll(driver)).toEqual([]);
  });

  test("accepts names of 8 to 64 characters", async () => {
    for (const name of ["a1b2c3d4", "z".repeat(64)]) {
      await subject.driver.put(name, [someBytes(3)]);
      expectBytes(await readAll(subject.driver, name), someBytes(3));
    }
  });

  test("an error states the action, the object and the reason", async () => {
    await subject.driver.put(NAME, [someBytes(3)]);
    const calls = [
      () => subject.driver.put(NAME, []),
      () => subject.driver.get(nameOf(1), 0, 1),
      () => subject.driver.get(NAME, 0, 4),
      () => subject.driver.get("..", 0, 4),
      () => subject.driver.tail.cut(NAME, 4),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow(/^Cannot \w+.* "[^"]+".*: .*[^.]$/);
  });
}
