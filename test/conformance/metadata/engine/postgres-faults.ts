import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMetadata } from "../../../../src/stores/metadata/metadata.ts";
import { runTransaction } from "../../../../src/stores/metadata/engine/run-transaction.ts";
import { openPostgresEngine } from "../../../../src/stores/metadata/engine/dialect-postgres.ts";
import { expectFault } from "../../blob-driver/checks.ts";
import type { OpenEngineLocation } from "./engine-places.ts";
import { AT_MS, openWorld, type World } from "../world.ts";

/** Nothing listens there. */
const NOWHERE = "postgres://stemma:stemma@127.0.0.1:1/stemma";

/** Rules for a PostgreSQL that goes away, hangs or asks for a transaction once more. */
export function postgresFaultRules(open: OpenEngineLocation): void {
  describe("PostgreSQL metadata under faults", () => {
    const world = {} as World;

    beforeAll(async () => {
      await openWorld(world, await open());
    });

    afterAll(() => world.place.remove());

    test("reads and transactions are unavailable while PostgreSQL does not answer", async () => {
      const engine = openPostgresEngine(NOWHERE, 2, () => {});
      const { read, transaction } = createMetadata(engine);
      await expectFault(read.accounts.findEntity("anybody"), "unavailable");
      await expectFault(
        transaction((rows) => rows.accounts.findEntity("anybody")),
        "unavailable",
      );
      await engine.close();
    });

    test("a missing database is unavailable", async () => {
      const engine = openPostgresEngine(`${await urlOf(world)}_gone`, 2, () => {});
      await expectFault(createMetadata(engine).read.accounts.findEntity("anybody"), "unavailable");
      await engine.close();
    });

    test("a transaction whose connection is killed before its commit is retried", async () => {
      const word = world.name("entity");
      let tries = 0;
      await world.metadata.transaction(async (rows) => {
        tries += 1;
        await rows.accounts.insertEntity({ name: word, kind: "team", orgId: null, createdAtMs: AT_MS });
        if (tries === 1) await killOthers(world);
        await rows.accounts.findEntity(word);
      });
      expect(tries).toBe(2);
      expect(await world.metadata.read.accounts.findEntity(word)).not.toBeNull();
    });

    test("a transaction whose connection is killed repeatedly becomes unavailable", async () => {
      const work = world.metadata.transaction(async (rows) => {
        await killOthers(world);
        await rows.accounts.findEntity("anybody");
      });
      await expectFault(work, "unavailable");
    });

    test("a connection killed while idle is replaced", async () => {
      await Promise.all(Array.from({ length: 5 }, () => world.metadata.read.accounts.findEntity("anybody")));
      await killOthers(world);
      // The pool learns of the end a moment later.
      await expect.poll(() => world.metadata.read.accounts.findEntity("anybody").catch(String)).toBeNull();
    });

    test("a lock timeout is unavailable", async () => {
      const collection = await world.collection();
      await world.metadata.transaction(async (rows) => {
        await rows.collections.takeVersionIndex(collection.id, AT_MS);
        const waiting = runTransaction(world.place.engine, async (db) => {
          await sql`set local lock_timeout = '50ms'`.execute(db);
          await db.updateTable("collections").set({ name: "other" }).where("id", "=", collection.id).execute();
        });
        await expectFault(waiting, "unavailable");
      });
    });

    test("a serialisation failure is retried", async () => {
      let tries = 0;
      const result = await runTransaction(world.place.engine, async (db) => {
        tries += 1;
        if (tries < 3) await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(db);
        return "done";
      });
      expect([result, tries]).toEqual(["done", 3]);
    });

    test("repeated serialisation failures become unavailable", async () => {
      let tries = 0;
      const work = runTransaction(world.place.engine, async (db) => {
        tries += 1;
        await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(db);
      });
      await expectFault(work, "unavailable");
      expect(tries).toBe(5);
    });

    test("a commit whose answer is lost is unavailable and not retried", async () => {
      let tries = 0;
      const work = runTransaction(world.place.engine, async (db) => {
        tries += 1;
        // A trigger that runs at the commit ends the connection there.
        await sql`create function end_connection() returns trigger language plpgsql as
          $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`.execute(db);
        await sql`create constraint trigger at_commit after insert on entities deferrable initially deferred
          for each row execute function end_connection()`.execute(db);
        const row = { name: "x", name_key: "x", kind: "team" as const, org_id: null, created_at_ms: AT_MS };
        await db.insertInto("entities").values(row).execute();
      });
      await expectFault(work, "unavailable");
      expect(tries).toBe(1);
    });
  });
}

async function urlOf(world: World): Promise<string> {
  const { rows } = await sql<{ name: string; port: number }>`
    select current_database() as name, inet_server_port() as port`.execute(world.place.engine.read);
  return `postgres://stemma:stemma@127.0.0.1:${rows[0]!.port}/${rows[0]!.name}`;
}

/** Ends all connections to the database, as an administrator does. */
async function killOthers({ place }: World): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(place.engine.read);
}
