/** What an earlier state of the code wrote, brought up to date with the process or its connection killed at each step. */
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { KyselyPlugin } from "kysely";
import pg from "pg";
import { afterAll, expect, inject, test } from "vitest";
import { openPostgresEngine } from "../../../../src/stores/metadata/engine/dialect-postgres.ts";
import { migrate } from "../../../../src/stores/metadata/migrations/migrate.ts";
import { MigrationLoop } from "../../../fault-loops/migration-loop.ts";
import { freshPostgresUrl } from "../../../support/fresh-database.ts";
import { copyKeptStore, KEPT_STORE_NUMBER, loadKeptDatabase } from "../../../support/kept-store.ts";
import { listMigrations } from "../../../support/older-database.ts";
import { AT_MS } from "../world.ts";

/** The whole history is brought up to date in kept-stores.test.ts; here it would be so some sixty times. */
const SHORTENED = "delete from run_lines where number >= 200";

const folder = mkdtempSync(join(tmpdir(), "stemma-kept-migrations-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a kill during a migration leaves the old or the new SQLite database", { timeout: 900_000 }, async () => {
  const data = join(folder, "data");
  copyKeptStore("sqlite", data);
  const older = join(folder, "older.sqlite");
  renameSync(join(data, "stemma.sqlite"), older);
  const database = new DatabaseSync(older);
  database.exec(SHORTENED);
  database.close();
  const loop = new MigrationLoop(older, folder);
  await loop.migrateWhole();
  const failures: string[] = [];
  let steps = 0;
  for (; ; steps++) {
    const result = await loop.crashAfter(steps);
    failures.push(...result.failures);
    if (result.isOver) break;
  }
  expect(failures).toEqual([]);
  expect(steps).toBeGreaterThan(await newStatements());
});

test(
  "a PostgreSQL database is the old one wherever the connection is killed, and becomes the new one",
  {
    timeout: 900_000,
  },
  async () => {
    const database = await freshPostgresUrl(inject("postgresUrl"));
    await loadKeptDatabase(database.url);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(SHORTENED);
    const before = await factsOf(client);
    const failures: string[] = [];
    let steps = 0;
    for (; ; steps++) {
      const isOver = await migrateKilledAfter(database.url, client, steps);
      if (isOver) break;
      if (JSON.stringify(await factsOf(client)) !== JSON.stringify(before))
        failures.push(`killed after ${steps} steps`);
    }
    expect(failures).toEqual([]);
    expect(steps).toBeGreaterThan(await newStatements());
    const after = await factsOf(client);
    expect(after.numbers).toEqual((await listMigrations()).map(({ number }) => number));
    expect(after.rows["run_lines"]).toBe(before.rows["run_lines"]);
    await client.end();
    await database.drop();
  },
);

/** How many statements the kept stores lack. */
async function newStatements(): Promise<number> {
  const missing = (await listMigrations()).filter(({ number }) => number > KEPT_STORE_NUMBER);
  return missing.reduce((sum, { statements }) => sum + statements.length, 0);
}

/** Kills the connection of a migration behind so many of its statements; tells whether it had ended before. */
async function migrateKilledAfter(url: string, other: pg.Client, steps: number): Promise<boolean> {
  const engine = openPostgresEngine(url, 2, () => {});
  let left = steps;
  let isKilled = false;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      left -= 1;
      if (left < 0 && !isKilled) {
        isKilled = true;
        await other.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
        );
      }
      return result;
    },
  };
  try {
    await migrate({ ...engine, write: engine.write.withPlugin(plugin) }, AT_MS);
  } catch (error) {
    if (!isKilled) throw error;
  } finally {
    await engine.close().catch(() => {});
  }
  return !isKilled;
}

interface DatabaseFacts {
  readonly numbers: readonly number[];
  readonly columns: readonly string[];
  readonly rows: Readonly<Record<string, number>>;
}

async function factsOf(client: pg.Client): Promise<DatabaseFacts> {
  const numbers = await client.query("select number::int from schema_migrations order by number");
  const columns = await client.query(
    "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public' order by 1",
  );
  const rows: Record<string, number> = {};
  const tables = await client.query("select tablename from pg_tables where schemaname = 'public' order by 1");
  for (const { tablename } of tables.rows as { tablename: string }[]) {
    const counted = await client.query(`select count(*)::int as count from "${tablename}"`);
    rows[tablename] = (counted.rows as { count: number }[])[0]!.count;
  }
  return {
    numbers: (numbers.rows as { number: number }[]).map(({ number }) => number),
    columns: (columns.rows as { name: string }[]).map(({ name }) => name),
    rows,
  };
}
