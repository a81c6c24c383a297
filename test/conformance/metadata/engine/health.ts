import { expect, test } from "vitest";
import { databaseBytes } from "../../../../src/stores/metadata/engine/database-bytes.ts";
import { probeWrite } from "../../../../src/stores/metadata/engine/write-probe.ts";
import { weakSettings } from "../../../../src/stores/metadata/engine/weak-settings.ts";
import type { World } from "../world.ts";

/** Rules for what a server asks its database to know whether all is well. */
export function healthRules(world: World): void {
  test("a write probe commits and changes no row", async () => {
    const { engine } = world.place;
    const rows = () => engine.read.selectFrom("store_identity").selectAll().execute();
    if ((await rows()).length === 0)
      await engine.write.transaction().execute((db) =>
        db
          .insertInto("store_identity")
          .values({ id: "a".repeat(32) })
          .execute(),
      );
    const before = await rows();
    await probeWrite(engine);
    expect(await rows()).toEqual(before);
  });

  test("databaseBytes() returns the size of the database", async () => {
    expect(await databaseBytes(world.place.engine)).toBeGreaterThan(100_000);
  });

  test("settings of PostgreSQL that weaken commits are named; SQLite has none", async () => {
    const { engine } = world.place;
    // The server of these tests runs without syncs, to be fast.
    const expected =
      engine.capabilities.kind === "sqlite"
        ? []
        : [expect.stringMatching(/^PostgreSQL runs with fsync off, expected on/)];
    expect(await weakSettings(engine)).toEqual(expected);
  });
}
