import { sql } from "kysely";
import { StemmaError } from "../../model/index.ts";
import type { Engine } from "./engine.ts";
import { first } from "./migrations/0001-first.ts";
import { deleting } from "./migrations/0002-deleting.ts";
import { sweeps } from "./migrations/0003-sweeps.ts";
import { entryDigests } from "./migrations/0004-entry-digests.ts";
import { keeping } from "./migrations/0005-keeping.ts";
import { damage } from "./migrations/0006-damage.ts";
import type { Db } from "./tables.ts";

/** A numbered, forward-only change of the schema; applied whole or not at all. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}

const migrations: readonly Migration[] = [first, deleting, sweeps, entryDigests, keeping, damage];

/** Serialises replicas that start at once on one PostgreSQL. The number is ours alone by choice. */
const MIGRATION_LOCK = 7_376_656;

/**
 * Brings the schema to the newest number, in one transaction.
 *
 * **Errors** `unavailable` when the database was written by a newer Stemma
 */
export async function migrate(engine: Engine, nowMs: number): Promise<void> {
  await engine.write.transaction().execute(async (db) => {
    if (engine.facts.kind === "postgres") await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(db);
    await sql
      .raw(
        spell(
          "CREATE TABLE IF NOT EXISTS schema_migrations (number $int PRIMARY KEY, name $text NOT NULL, applied_at_ms $int NOT NULL)",
          engine,
        ),
      )
      .execute(db);
    const applied = await newestNumber(db);
    const newest = migrations.at(-1)?.number ?? 0;
    if (applied > newest) {
      throw new StemmaError(
        "unavailable",
        `Cannot open the database: its schema has number ${applied}, this Stemma knows ${newest}; start the newer Stemma`,
      );
    }
    for (const migration of migrations.filter(({ number }) => number > applied)) {
      for (const statement of migration.statements) await sql.raw(spell(statement, engine)).execute(db);
      await db
        .insertInto("schema_migrations")
        .values({ number: migration.number, name: migration.name, applied_at_ms: nowMs })
        .execute();
    }
  });
}

async function newestNumber(db: Db): Promise<number> {
  const row = await db
    .selectFrom("schema_migrations")
    .select(({ fn }) => fn.max("number").as("number"))
    .executeTakeFirst();
  return Number(row?.number ?? 0);
}

function spell(statement: string, engine: Engine): string {
  const { types } = engine.facts;
  return statement.replaceAll("$id", types.id).replaceAll("$int", types.int).replaceAll("$text", types.text);
}
