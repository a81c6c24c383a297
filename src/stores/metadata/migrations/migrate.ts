import { sql } from "kysely";
import { StemmaError } from "../../../model/index.ts";
import type { Engine, EngineCapabilities } from "../engine/engine.ts";
import { first } from "./0001-first.ts";
import { deleting } from "./0002-deleting.ts";
import { sweeps } from "./0003-sweeps.ts";
import { entryDigests } from "./0004-entry-digests.ts";
import { keeping } from "./0005-keeping.ts";
import { damage } from "./0006-damage.ts";
import { rights } from "./0007-rights.ts";
import { runValueIndex } from "./0009-run-values.ts";
import { runLife } from "./0010-run-life.ts";
import { givenAgain } from "./0011-sweeps.ts";
import { claims } from "./0013-claims.ts";
import { columnNames } from "./0014-column-names.ts";
import type { Migration } from "./migration.ts";
import type { Db } from "../tables.ts";

const migrations: readonly Migration[] = [
  first,
  deleting,
  sweeps,
  entryDigests,
  keeping,
  damage,
  rights,
  runValueIndex,
  runLife,
  givenAgain,
  claims,
  columnNames,
];

/** Serializes replicas that start at once on one PostgreSQL. An arbitrary number of our own. */
const MIGRATION_LOCK = 7_376_656;

/**
 * Migrates the schema to the newest version, in one transaction.
 *
 * @throws `unavailable` if the database was written by a newer Stemma
 */
export async function migrate(engine: Engine, nowMs: number): Promise<void> {
  await engine.write.transaction().execute(async (db) => {
    if (engine.capabilities.kind === "postgres") await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(db);
    await sql
      .raw(
        spell(
          "CREATE TABLE IF NOT EXISTS schema_migrations (number $int PRIMARY KEY, name $text NOT NULL, applied_at_ms $int NOT NULL)",
          engine.capabilities,
        ),
      )
      .execute(db);
    const applied = await appliedNumbers(db);
    const known = new Set(migrations.map(({ number }) => number));
    const unknown = applied.filter((number) => !known.has(number)).at(-1);
    if (unknown !== undefined) {
      const newest = migrations.at(-1)?.number ?? 0;
      throw new StemmaError(
        "unavailable",
        `Cannot open the database: its schema has number ${unknown}, this Stemma knows ${newest}; start the newer Stemma`,
      );
    }
    for (const migration of migrations.filter(({ number }) => !applied.includes(number))) {
      for (const statement of migration.statements) await sql.raw(spell(statement, engine.capabilities)).execute(db);
      await migration.fill?.(db, engine.capabilities);
      await db
        .insertInto("schema_migrations")
        .values({ number: migration.number, name: migration.name, applied_at_ms: nowMs })
        .execute();
    }
  });
}

async function appliedNumbers(db: Db): Promise<number[]> {
  const rows = await db.selectFrom("schema_migrations").select("number").orderBy("number").execute();
  return rows.map(({ number }) => Number(number));
}

/** Replaces `$id`, `$int`, `$text` and `$clustered` with the types of an engine. */
export function spell(statement: string, { types }: EngineCapabilities): string {
  return statement
    .replaceAll("$id", types.id)
    .replaceAll("$int", types.int)
    .replaceAll("$text", types.text)
    .replaceAll("$clustered", types.clustered);
}
