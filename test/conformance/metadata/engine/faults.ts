import { sql } from "kysely";
import { expect, test } from "vitest";
import { runTransaction } from "../../../../src/stores/metadata/engine/run-transaction.ts";
import { expectFault } from "../../blob-driver/checks.ts";
import { AT_MS, type World } from "../world.ts";

/** Rules for what rows refuse, in our words. */
export function faultRules(world: World): void {
  test("a second row with a unique name is a conflict", async () => {
    const { name } = await world.entity();
    const again = { name, kind: "org" as const, orgId: null, createdAtMs: AT_MS };
    await expectFault(
      world.metadata.transaction((rows) => rows.accounts.insertEntity(again)),
      "conflict",
    );
  });

  test("a referenced row cannot be deleted", async () => {
    const project = await world.project();
    await expectFault(
      world.metadata.transaction((rows) => rows.members.deleteEntity(project.entityId)),
      "protected",
    );
    expect(await world.metadata.read.projects.byId(project.id)).toEqual(project);
  });

  test("a row with a dangling reference is rejected and leaves nothing", async () => {
    const project = await world.project();
    const orphan = { projectId: project.id, typeId: 999_999_999 as never, kind: "source" as const, name: "orphan" };
    await expectFault(
      world.metadata.transaction((rows) => rows.collections.insert({ ...orphan, atMs: AT_MS })),
      "protected",
    );
    expect(await world.metadata.read.collections.find(project.id, "orphan")).toBeNull();
  });

  test("a text with U+0000 is rejected, because no engine stores it completely", async () => {
    const project = await world.project();
    await expectFault(
      world.metadata.transaction((rows) =>
        rows.projects.update(project.id, { description: "a\0b", updatedAtMs: AT_MS }),
      ),
      "invalid_input",
    );
    await expectFault(world.metadata.read.projects.find("a\0b", "c"), "invalid_input");
  });

  test("an invalid statement throws the engine's own error", async () => {
    const wrong = runTransaction(world.place.engine, (db) => sql`select * from no_such_table`.execute(db));
    await expect(wrong).rejects.not.toMatchObject({ name: "StemmaError" });
    await expect(wrong).rejects.toThrow(/no_such_table/);
  });

  test("a transaction that swallows the error of a statement commits nothing", async () => {
    const { name } = await world.entity();
    const word = world.name("entity");
    const facts = { kind: "team" as const, orgId: null, createdAtMs: AT_MS };
    const kind = world.place.engine.capabilities.kind;
    const work = world.metadata.transaction(async (rows) => {
      await rows.accounts.insertEntity({ name: word, ...facts });
      await rows.accounts.insertEntity({ name, ...facts }).catch(() => {});
    });
    // PostgreSQL gives a transaction up after a fault; SQLite takes back the one statement.
    if (kind === "postgres") await expect(work).rejects.toThrow();
    else await work;
    const entity = await world.metadata.read.accounts.findEntity(word);
    expect(entity === null).toBe(kind === "postgres");
  });
}
