import { AsyncLocalStorage } from "node:async_hooks";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Meter, Metering } from "../../../core/ports/metering.ts";
import { openSqliteEngine, sqliteWriteDb } from "./dialect-sqlite.ts";
import type { Engine } from "./engine.ts";
import { runTransaction } from "./run-transaction.ts";
import { LocalSqlWriter, type SqlWriter } from "./sql-writer.ts";
import { SqliteConnection } from "./sqlite-connection.ts";

const fault = (code: string): Error => expect.objectContaining({ name: "StemmaError", code }) as Error;

describe("the writing connection of SQLite", () => {
  let folder: string;
  let path: string;
  let writer: LocalSqlWriter;
  let engine: Engine;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "stemma-sqlite-"));
    path = join(folder, "test.sqlite");
    writer = new LocalSqlWriter(path);
    engine = openSqliteEngine(path, () => writer.session());
    await runTransaction(engine, async (db) => {
      await sql`create table parents (id integer primary key)`.execute(db);
      await sql`create table children (parent integer references parents (id), text text)`.execute(db);
    });
  });

  afterEach(async () => {
    await engine.close();
    writer.close();
    rmSync(folder, { recursive: true });
  });

  const texts = async (): Promise<unknown[]> =>
    (await sql<{ text: string }>`select text from children order by rowid`.execute(engine.read)).rows.map(
      ({ text }) => text,
    );

  test("every commit is synced before it is answered", async () => {
    // A kill cannot show it: what is written and not synced survives the end of a process, and not a power cut.
    const { rows } = await runTransaction(engine, (db) => sql<{ synchronous: number }>`pragma synchronous`.execute(db));
    expect(rows).toEqual([{ synchronous: 2 }]);
    expect((await sql`pragma journal_mode`.execute(engine.read)).rows).toEqual([{ journal_mode: "wal" }]);
  });

  test("a failed commit is reported, writes nothing, and does not affect the next transaction", async () => {
    const failing = runTransaction(engine, async (db) => {
      await sql`pragma defer_foreign_keys = on`.execute(db);
      await sql`insert into children values (99, 'orphan')`.execute(db);
    });
    const next = runTransaction(engine, async (db) => {
      await sql`insert into children values (null, 'first')`.execute(db);
      // The failed one gets every chance to end once more, in the middle of this one.
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      await sql`insert into children values (null, 'second')`.execute(db);
    });
    await expect(failing).rejects.toThrow(fault("protected"));
    await next;
    expect(await texts()).toEqual(["first", "second"]);
  });

  test("a full disk is reported as storage_full, and the transaction writes nothing", async () => {
    const session = writer.session();
    await session.begin();
    const { rows } = await session.execute("pragma page_count", []);
    await session.execute(`pragma max_page_count = ${Number(rows[0]!["page_count"]) + 2}`, []);
    await session.end("commit");
    const filling = runTransaction(engine, async (db) => {
      await sql`insert into children values (null, 'small')`.execute(db);
      await sql`insert into children values (null, ${"x".repeat(100_000)})`.execute(db);
    });
    await expect(filling).rejects.toThrow(fault("storage_full"));
    await runTransaction(engine, (db) => sql`insert into children values (null, 'after')`.execute(db));
    expect(await texts()).toEqual(["after"]);
  });

  test("a rolled back session writes nothing more", async () => {
    const session = writer.session();
    await session.begin();
    await session.execute("insert into children values (null, 'lost')", []);
    await session.execute("rollback", []);
    await expect(session.execute("insert into children values (null, 'astray')", [])).rejects.toThrow(
      fault("unavailable"),
    );
    await expect(session.end("commit")).rejects.toThrow(fault("unavailable"));
    await expect(session.execute("insert into children values (null, 'late')", [])).rejects.toThrow(
      fault("unavailable"),
    );
    await session.end("rollback");
    expect(await texts()).toEqual([]);
  });

  test("sessions run in the order of their requests, whether they commit, roll back or fail", async () => {
    const order: number[] = [];
    const use = async (session: SqlWriter, turn: number): Promise<void> => {
      await session.begin();
      order.push(turn);
      await Promise.resolve();
      await session.execute("insert into children values (null, ?)", [String(turn)]).catch(() => {});
      if (turn % 3 === 1) await session.execute("insert into children values (77, '')", []).catch(() => {});
      await session.end(turn % 3 === 0 ? "commit" : "rollback");
    };
    await Promise.all(Array.from({ length: 9 }, (_, turn) => use(writer.session(), turn)));
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await texts()).toEqual(["0", "3", "6"]);
  });

  test("a transaction reads committed rows without a call to its writer, and then its own writes", async () => {
    let asked = 0;
    const counting = (session: SqlWriter): SqlWriter => ({
      begin: () => session.begin(),
      end: (how) => session.end(how),
      execute: (text, parameters) => {
        asked += 1;
        return session.execute(text, parameters);
      },
    });
    const reader = new SqliteConnection(path, { isReader: true });
    const db = sqliteWriteDb(() => counting(writer.session()), reader);
    const addChild = async (): Promise<readonly number[]> =>
      db.transaction().execute(async (rows) => {
        const count = async (): Promise<number> => {
          const children = sql<{ count: number }>`(select count(*) as count from children)`.as("children");
          return (await rows.selectFrom(children).select("count").executeTakeFirstOrThrow()).count;
        };
        const before = await count();
        await sql`insert into children values (null, ${String(before)})`.execute(rows);
        return [before, await count()];
      });
    const seen = await Promise.all([addChild(), addChild(), addChild()]);
    expect(seen).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    // Each wrote once, and read once behind that.
    expect(asked).toBe(6);
    reader.close();
  });

  test("the reading side cannot write", async () => {
    await expect(sql`insert into children values (null, 'x')`.execute(engine.read)).rejects.toThrow(
      fault("unavailable"),
    );
    await expect(engine.read.transaction().execute(async () => undefined)).rejects.toThrow(/opens no transaction/);
  });

  test("a file that is not SQLite is damaged; an impossible path is unavailable", () => {
    const other = join(folder, "other");
    writeFileSync(other, "this is not a database, but it is longer than a header of one".repeat(20));
    expect(() => new LocalSqlWriter(other)).toThrow(fault("damaged"));
    expect(() => new LocalSqlWriter(join(folder, "no-folder", "x"))).toThrow(fault("unavailable"));
  });

  test("others have their turn between the rows of a request, and see what is committed meanwhile", async () => {
    const insert = (text: string): Promise<void> =>
      runTransaction(engine, async (db) => void (await sql`insert into children values (null, ${text})`.execute(db)));
    for (const text of ["one", "two", "three"]) await insert(text);
    const meters = new AsyncLocalStorage<Meter>();
    const metering: Metering = { run: (meter, work) => meters.run(meter, work), current: () => meters.getStore() };
    const metered = openSqliteEngine(path, () => writer.session(), metering);
    const count = async (): Promise<number> =>
      (await sql`select text from children order by rowid`.execute(metered.read)).rows.length;
    const passing: Meter = { loaded: () => undefined, yieldIfDue: () => undefined };

    let asked = 0;
    const meanwhile: number[] = [];
    const others = async (): Promise<void> => {
      await insert("meanwhile");
      meanwhile.push(await count(), await meters.run(passing, count));
    };
    const yieldIfDue = (): Promise<void> | undefined => (++asked === 3 ? meters.exit(others) : undefined);
    expect(await meters.run({ ...passing, yieldIfDue }, count)).toBe(3);
    expect([asked, ...meanwhile]).toEqual([5, 4, 4]);

    // More at once than there are connections, some of them broken off.
    const full: Meter = { ...passing, loaded: () => expect.fail("over the budget") };
    const pausing: Meter = { ...passing, yieldIfDue: onceInTwo() };
    const reads = Array.from({ length: 12 }, (_, at) => meters.run(at % 4 === 0 ? full : pausing, count));
    const results = await Promise.allSettled(reads);
    expect(results.map((result) => (result.status === "fulfilled" ? result.value : 0))).toEqual(
      Array.from({ length: 12 }, (_, at) => (at % 4 === 0 ? 0 : 4)),
    );
    expect(await meters.run(passing, count)).toBe(4);
    await metered.close();
  });
});

/** Lets others go first every other time it is asked. */
function onceInTwo(): Meter["yieldIfDue"] {
  let asked = 0;
  return () => (++asked % 2 === 0 ? Promise.resolve() : undefined);
}
