import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { openSqliteEngine } from "../../../../src/stores/metadata/engine/dialect-sqlite.ts";
import type { Engine } from "../../../../src/stores/metadata/engine/engine.ts";
import { runTransaction } from "../../../../src/stores/metadata/engine/run-transaction.ts";
import { LocalSqlWriter } from "../../../../src/stores/metadata/engine/sql-writer.ts";
import { seededRandom } from "../../../support/seeded-random.ts";

/** Several pages a transaction, so that one can be torn. */
const ROWS_A_TRANSACTION = 40;
const ROW_BYTES = 400;
/** Torn in the middle of pages and at their ends. */
const TEAR_EVERY_BYTES = 700;

const folder = mkdtempSync(join(tmpdir(), "stemma-torn-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("of a log that a power cut tore the transactions before are there, and the last one whole or not at all", async () => {
  const path = join(folder, "rows.sqlite");
  const { logBytes } = await withEngine(path, async (engine) => {
    await runTransaction(engine, (db) => sql`create table rows (turn integer, text text)`.execute(db));
    const sizes: number[] = [];
    for (const turn of [1, 2]) {
      await runTransaction(engine, async (db) => {
        for (let row = 0; row < ROWS_A_TRANSACTION; row++)
          await sql`insert into rows values (${turn}, ${"x".repeat(ROW_BYTES)})`.execute(db);
      });
      sizes.push(statSync(`${path}-wal`).size);
    }
    // As the disk holds it before anything of it was moved to the database.
    for (const end of ["", "-wal"]) cpSync(path + end, join(folder, `kept${end}`));
    return { logBytes: sizes };
  });
  const log = readFileSync(join(folder, "kept-wal"));
  const [before, after] = [logBytes[0]!, logBytes[1]!];
  expect(after).toBeGreaterThan(before);
  const random = seededRandom(1);
  const seen = new Set<number>();
  for (let size = before; size <= after; size += TEAR_EVERY_BYTES) {
    // The rest is missing, or holds what was on the disk before.
    for (const rest of [Buffer.alloc(0), random.bytes(after - size), Buffer.alloc(after - size)]) {
      const turns = await turnsOf(Buffer.concat([log.subarray(0, size), rest]));
      expect(turns.slice(0, 1), `torn at byte ${size}`).toEqual([[1, ROWS_A_TRANSACTION]]);
      if (turns.length > 1)
        expect(turns, `torn at byte ${size}`).toEqual([
          [1, ROWS_A_TRANSACTION],
          [2, ROWS_A_TRANSACTION],
        ]);
      seen.add(turns.length);
    }
  }
  expect(await turnsOf(log)).toHaveLength(2);
  expect(seen).toContain(1);
});

/** Opens the database with such a log: how many rows each transaction has; the file has to be in order. */
async function turnsOf(log: Buffer): Promise<[number, number][]> {
  const path = join(folder, "torn.sqlite");
  rmSync(`${path}-shm`, { force: true });
  cpSync(join(folder, "kept"), path);
  writeFileSync(`${path}-wal`, log);
  return withEngine(path, async ({ read }) => {
    const check = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(read);
    expect(check.rows).toEqual([{ integrity_check: "ok" }]);
    const { rows } = await sql<{ turn: number; count: number }>`
      select turn, count(*) as count from rows group by turn order by turn`.execute(read);
    return rows.map(({ turn, count }) => [turn, count]);
  });
}

async function withEngine<T>(path: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const writer = new LocalSqlWriter(path);
  const engine = openSqliteEngine(path, () => writer.session());
  try {
    return await work(engine);
  } finally {
    await engine.close();
    writer.close();
  }
}
