import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import pg from "pg";
import { postgresCapabilities } from "../../src/stores/metadata/engine/dialect-postgres.ts";
import type { KeptStoreRecord } from "../fixtures/kept-store-record.ts";
import { listMigrations } from "./older-database.ts";

const fixtures = join(import.meta.dirname, "..", "fixtures");

/** The schema number of the golden stores of both engines. */
export const KEPT_STORE_NUMBER = 6;

/** Returns the expected content of a golden store. */
export function keptStoreRecord(engine: "sqlite" | "postgres"): KeptStoreRecord {
  return JSON.parse(readFileSync(join(keptStore(engine), "record.json"), "utf8")) as KeptStoreRecord;
}

/** Copies the golden data folder to a path, including its database for SQLite. */
export function copyKeptStore(engine: "sqlite" | "postgres", data: string): void {
  cpSync(join(keptStore(engine), "data"), data, { recursive: true });
  // Git does not store these modes.
  chmodSync(data, 0o700);
  if (engine === "postgres") return rmSync(join(data, "rows.json.br"));
  writeFileSync(join(data, "stemma.sqlite"), brotliDecompressSync(readFileSync(join(data, "stemma.sqlite.br"))));
  rmSync(join(data, "stemma.sqlite.br"));
}

/** Fills an empty PostgreSQL database with the schema and rows of the golden store. */
export async function loadKeptDatabase(url: string): Promise<void> {
  const rows = JSON.parse(
    brotliDecompressSync(readFileSync(join(keptStore("postgres"), "data", "rows.json.br"))).toString("utf8"),
  ) as Record<string, object[]>;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    const { types } = postgresCapabilities;
    const text = (statement: string): string =>
      statement.replaceAll("$id", types.id).replaceAll("$int", types.int).replaceAll("$text", types.text);
    await client.query(
      text(
        "CREATE TABLE schema_migrations (number $int PRIMARY KEY, name $text NOT NULL, applied_at_ms $int NOT NULL)",
      ),
    );
    for (const migration of (await listMigrations()).filter(({ number }) => number <= KEPT_STORE_NUMBER))
      for (const statement of migration.statements) await client.query(text(statement));
    // Skips foreign key triggers, because rows are inserted in the order of table names.
    await client.query("set local session_replication_role = replica");
    for (const [table, content] of Object.entries(rows)) {
      const into = `insert into "${table}" select * from json_populate_recordset(null::"${table}", $1)`;
      await client.query(into, [JSON.stringify(content)]);
    }
    const ids = await client.query(
      "select table_name from information_schema.columns where table_schema = 'public' and is_identity = 'YES'",
    );
    for (const { table_name } of ids.rows as { table_name: string }[])
      await client.query(
        `select setval(pg_get_serial_sequence('${table_name}', 'id'), (select coalesce(max(id), 0) + 1 from "${table_name}"), false)`,
      );
    await client.query("commit");
  } finally {
    await client.end();
  }
}

function keptStore(engine: "sqlite" | "postgres"): string {
  return join(fixtures, `kept-store-${KEPT_STORE_NUMBER}`, engine);
}
