import { expect, test } from "vitest";
import type { Subject } from "./blob-driver.ts";
import { expectBytes, expectFault, listAll, nameOf, readAll, someBytes } from "./checks.ts";

const NAME = "growing0object";

/** Rules for objects that grow at their end. */
export function tailRules(subject: Subject): void {
  test("appended bytes can be read before and after sync()", async () => {
    const { driver } = subject;
    await driver.tail.append(NAME, [someBytes(1000, 1)]);
    expectBytes(await readAll(driver, NAME), someBytes(1000, 1));
    await driver.tail.sync(NAME);
    await driver.tail.append(NAME, [someBytes(500, 2), someBytes(300, 3)]);
    const expected = Buffer.concat([someBytes(1000, 1), someBytes(500, 2), someBytes(300, 3)]);
    expectBytes(await readAll(driver, NAME), expected);
    await driver.tail.sync(NAME);
    expectBytes(await readAll(driver, NAME), expected);
  });

  test("100 concurrent append() are executed in call order", async () => {
    const parts = Array.from({ length: 100 }, (_, n) => someBytes(100 + n, n));
    await Promise.all(parts.map((part) => subject.driver.tail.append(NAME, [part])));
    expectBytes(await readAll(subject.driver, NAME), Buffer.concat(parts));
  });

  test("several objects can grow at the same time", async () => {
    const { tail } = subject.driver;
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 10 }, (_, n) => tail.append(nameOf(n), [someBytes(50, n)])));
      await Promise.all(Array.from({ length: 10 }, (_, n) => tail.sync(nameOf(n))));
    }
    for (let n = 0; n < 10; n++) {
      expectBytes(await readAll(subject.driver, nameOf(n)), Buffer.concat(Array(5).fill(someBytes(50, n))));
    }
  });

  test("append() keeps the order of more parts than a system call takes", async () => {
    const parts = Array.from({ length: 3000 }, (_, n) => someBytes(n % 50, n));
    await subject.driver.tail.append(NAME, parts);
    expectBytes(await readAll(subject.driver, NAME), Buffer.concat(parts));
  });

  test("append() of no bytes creates an empty object", async () => {
    await subject.driver.tail.append(NAME, []);
    expect(await subject.driver.stat(NAME)).toEqual({ sizeBytes: 0 });
  });

  test("append() continues after the bytes of put()", async () => {
    await subject.driver.put(NAME, [someBytes(10, 1)]);
    await subject.driver.tail.append(NAME, [someBytes(10, 2)]);
    expectBytes(await readAll(subject.driver, NAME), Buffer.concat([someBytes(10, 1), someBytes(10, 2)]));
  });

  test("put() does not replace an object that grows, even while it is created", async () => {
    const begun = subject.driver.tail.append(NAME, [someBytes(10)]);
    await expectFault(subject.driver.put(NAME, [someBytes(99)]), "already_exists");
    await begun;
    expectBytes(await readAll(subject.driver, NAME), someBytes(10));
  });

  test("an append() that fails half-way leaves none of its parts", async () => {
    const { driver } = subject;
    await driver.tail.append(NAME, [someBytes(50, 1)]);
    await driver.tail.cut(NAME, 10);
    const parts = Array.from({ length: 3000 }, () => someBytes(100));
    Object.defineProperty(parts, 2500, {
      get: () => {
        throw new RangeError("the source ended early");
      },
    });
    await expect(driver.tail.append(NAME, parts)).rejects.toThrow("the source ended early");
    expect(await driver.stat(NAME)).toEqual({ sizeBytes: 10 });
    await driver.tail.append(NAME, [someBytes(10, 2)]);
    expectBytes(await readAll(driver, NAME), Buffer.concat([someBytes(50, 1).subarray(0, 10), someBytes(10, 2)]));
  });

  test("append() copies the buffers it is given", async () => {
    const bytes = someBytes(100);
    await subject.driver.tail.append(NAME, [bytes]);
    bytes.fill(0);
    expectBytes(await readAll(subject.driver, NAME), someBytes(100));
  });

  test("stat() and list() report the current size of a growing object", async () => {
    for (let round = 1; round <= 3; round++) {
      await subject.driver.tail.append(NAME, [someBytes(100)]);
      expect(await subject.driver.stat(NAME)).toEqual({ sizeBytes: round * 100 });
      expect(await listAll(subject.driver)).toEqual([{ name: NAME, sizeBytes: round * 100 }]);
    }
  });

  test("get() beyond the end is damaged until the bytes are appended", async () => {
    await subject.driver.tail.append(NAME, [someBytes(100)]);
    await expectFault(subject.driver.get(NAME, 90, 110), "damaged");
    await subject.driver.tail.append(NAME, [someBytes(100)]);
    expect((await subject.driver.get(NAME, 90, 110)).byteLength).toBe(20);
  });

  test("append() and sync() do not disturb get() of earlier bytes", async () => {
    const { driver } = subject;
    await driver.tail.append(NAME, [someBytes(50_000)]);
    const progress = { isDone: false };
    const writes = (async () => {
      for (let round = 0; round < 50; round++) {
        await driver.tail.append(NAME, [someBytes(10_000, round)]);
        await driver.tail.sync(NAME);
      }
      progress.isDone = true;
    })();
    while (!progress.isDone) expectBytes(await driver.get(NAME, 0, 50_000), someBytes(50_000));
    await writes;
  });

  test("sync() twice and sync() after close() resolve, sync() of a missing object is not_found", async () => {
    const { tail } = subject.driver;
    await tail.append(NAME, [someBytes(10)]);
    await Promise.all([tail.sync(NAME), tail.sync(NAME)]);
    await tail.close(NAME);
    await tail.sync(NAME);
    await expectFault(tail.sync(nameOf(1)), "not_found");
    expect(await subject.driver.stat(nameOf(1))).toBeNull();
  });

  test("cut() removes a torn tail, and append() continues there", async () => {
    const { driver } = subject;
    await driver.tail.append(NAME, [someBytes(1000, 1)]);
    await driver.tail.sync(NAME);
    await driver.tail.append(NAME, [someBytes(77, 2)]);
    await driver.tail.cut(NAME, 1000);
    expectBytes(await readAll(driver, NAME), someBytes(1000, 1));
    await expectFault(driver.get(NAME, 990, 1001), "damaged");
    await driver.tail.append(NAME, [someBytes(50, 3)]);
    expectBytes(await readAll(driver, NAME), Buffer.concat([someBytes(1000, 1), someBytes(50, 3)]));
  });

  test("cut() to zero, to the same size and after close() succeeds", async () => {
    const { driver } = subject;
    await driver.tail.append(NAME, [someBytes(100)]);
    await driver.tail.cut(NAME, 100);
    await driver.tail.close(NAME);
    await driver.tail.cut(NAME, 60);
    expectBytes(await readAll(driver, NAME), someBytes(100).subarray(0, 60));
    await expectFault(driver.tail.cut(NAME, 80), "invalid_input");
    await driver.tail.cut(NAME, 0);
    expect(await driver.stat(NAME)).toEqual({ sizeBytes: 0 });
  });

  test("cut() rejects a size beyond the end or an invalid one, and changes nothing", async () => {
    const { driver } = subject;
    await driver.tail.append(NAME, [someBytes(100)]);
    for (const sizeBytes of [101, 2 ** 40, -1, 0.5, Number.NaN]) {
      await expectFault(driver.tail.cut(NAME, sizeBytes), "invalid_input");
    }
    expectBytes(await readAll(driver, NAME), someBytes(100));
    await driver.tail.append(NAME, [someBytes(1)]);
    expect(await driver.stat(NAME)).toEqual({ sizeBytes: 101 });
  });

  test("get() beside cut() returns the whole range or throws damaged", async () => {
    const { driver } = subject;
    const bytes = someBytes(8 * 1024 * 1024);
    for (let round = 0; round < 8; round++) {
      await driver.tail.append(NAME, [bytes]);
      await driver.get(NAME, 0, 1);
      const reads = Array.from({ length: 6 }, () => driver.get(NAME, 0, bytes.byteLength));
      const settled = Promise.allSettled(reads);
      await driver.tail.cut(NAME, 0);
      for (const read of await settled) {
        if (read.status === "fulfilled") expectBytes(read.value, bytes);
        else expect(read.reason).toMatchObject({ name: "StemmaError", code: "damaged" });
      }
    }
  });

  test("cut() of a missing object throws not_found and creates nothing", async () => {
    await expectFault(subject.driver.tail.cut(NAME, 0), "not_found");
    expect(await subject.driver.stat(NAME)).toBeNull();
  });

  test("close() can be repeated and called for an unopened object, and append() continues after it", async () => {
    const { driver } = subject;
    await driver.tail.append(NAME, [someBytes(10, 1)]);
    await driver.tail.close(NAME);
    await driver.tail.close(NAME);
    await driver.tail.close(nameOf(1));
    await driver.tail.append(NAME, [someBytes(10, 2)]);
    expectBytes(await readAll(driver, NAME), Buffer.concat([someBytes(10, 1), someBytes(10, 2)]));
  });

  test("append() after delete() creates a new object", async () => {
    const { driver } = subject;
    await driver.tail.append(NAME, [someBytes(1000, 1)]);
    await driver.get(NAME, 0, 10);
    const last = driver.tail.append(NAME, [someBytes(1000, 2)]);
    await driver.delete(NAME);
    await last;
    expect(await driver.stat(NAME)).toBeNull();
    await driver.tail.append(NAME, [someBytes(5, 3)]);
    await driver.tail.sync(NAME);
    expectBytes(await readAll(driver, NAME), someBytes(5, 3));
  });
}
