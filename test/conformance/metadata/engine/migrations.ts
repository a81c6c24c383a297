import { sql } from "kysely";
import { expect, test, type TestContext } from "vitest";
import { migrate } from "../../../../src/stores/metadata/migrations/migrate.ts";
import { expectFault } from "../../blob-driver/checks.ts";
import type { EngineLocation, OpenEngineLocation } from "./engine-places.ts";
import { AT_MS } from "../world.ts";

/** Rules for bringing a database up to date. */
export function migrationRules(open: OpenEngineLocation): void {
  const rule = (title: string, work: (place: EngineLocation, context: TestContext) => Promise<void>): void =>
    test(title, async (context) => {
      const place = await open();
      try {
        await work(place, context);
      } finally {
        await place.remove();
      }
    });
  const applied = ({ engine }: EngineLocation): Promise<unknown[]> =>
    engine.read.selectFrom("schema_migrations").selectAll().orderBy("number").execute();

  rule("migrate() applies each number once, however often it runs", async (place) => {
    await migrate(place.engine, AT_MS);
    const before = await applied(place);
    expect(before[0]).toEqual({ number: 1, name: "first", applied_at_ms: AT_MS });
    await migrate(place.engine, AT_MS + 1);
    expect(await applied(place)).toEqual(before);
  });

  rule("two processes that start on an empty database at once bring it up once", async (place, context) => {
    if (place.engine.capabilities.kind === "sqlite") context.skip("a data folder is opened by one process");
    const other = await place.again();
    await Promise.all([migrate(place.engine, AT_MS), migrate(other, AT_MS)]);
    expect(await applied(place)).toHaveLength(new Set((await applied(place)).map((row) => JSON.stringify(row))).size);
  });

  rule("a database that a newer Stemma wrote is refused and left as it is", async (place) => {
    await migrate(place.engine, AT_MS);
    const newer = { number: 999_999, name: "newer", applied_at_ms: AT_MS };
    await place.engine.write.transaction().execute((db) => db.insertInto("schema_migrations").values(newer).execute());
    const before = await applied(place);
    await expectFault(migrate(place.engine, AT_MS), "unavailable");
    await expect(migrate(place.engine, AT_MS)).rejects.toThrow(/number 999999/);
    expect(await applied(place)).toEqual(before);
  });

  rule("a migration with a lower number than others is applied after them", async (place) => {
    await migrate(place.engine, AT_MS);
    const undo = async (statement: string): Promise<unknown> =>
      place.engine.write.transaction().execute((db) => sql.raw(statement).execute(db));
    await undo("drop table damage");
    await undo("delete from schema_migrations where number = 6");
    await migrate(place.engine, AT_MS + 1);
    expect(await place.engine.read.selectFrom("damage").selectAll().execute()).toEqual([]);
    expect(await applied(place)).toContainEqual({ number: 6, name: "damage", applied_at_ms: AT_MS + 1 });
  });

  rule("a migration that fails leaves nothing of itself", async (place) => {
    // A table of that name stands in the way of the last statements.
    const block = sql`create table run_outputs (id integer)`;
    await place.engine.write.transaction().execute((db) => block.execute(db));
    await expect(migrate(place.engine, AT_MS)).rejects.toThrow(/run_outputs/);
    await expect(place.engine.read.selectFrom("entities").selectAll().execute()).rejects.toThrow(/entities/);
    await expect(applied(place)).rejects.toThrow(/schema_migrations/);
  });
}
