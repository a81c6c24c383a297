import { expect, test } from "vitest";
import type { NewJournalEntry } from "../../../src/model/index.ts";
import { AT_MS, type World } from "./world.ts";

/** Rules for the storage journal. */
export function journalRules(world: World): void {
  test("journal.list() returns entries, newest first, of one entity or of all", async () => {
    const [one, two] = [await world.entity(), await world.entity()];
    const entry = (subject: string, more: Partial<NewJournalEntry>): NewJournalEntry => ({
      atMs: AT_MS,
      action: "DELETED",
      subject,
      bytes: null,
      reason: "deleted by request",
      entityId: one.id,
      doneBy: "somebody",
      ...more,
    });
    const entries = [
      entry("a/b/c:v0", {}),
      entry("a/b/c:v1", { action: "PURGED", bytes: 5_000_000_000, doneBy: null }),
      entry("x/y/z:v0", { entityId: two.id }),
      entry("2 packs", { action: "COLLECTED", entityId: null }),
    ];
    await world.metadata.transaction((rows) => rows.journal.add(entries));
    await world.metadata.transaction((rows) => rows.journal.add([]));
    const { journal } = world.metadata.read;
    const ofOne = await journal.list(one.id, { after: null, first: 10 });
    expect(await ofOne.total()).toBe(2);
    expect(ofOne.rows).toMatchObject([entries[1]!, entries[0]!]);
    expect((await journal.list(one.id, { after: ofOne.cursors[0]!, first: 1 })).rows).toMatchObject([entries[0]!]);
    expect(await world.metadata.transaction((rows) => rows.journal.forget(AT_MS))).toBe(0);
    expect((await journal.list(null, { after: null, first: 4 })).rows).toMatchObject(entries.toReversed());
    expect(await world.metadata.transaction((rows) => rows.journal.forget(AT_MS + 1))).toBeGreaterThanOrEqual(4);
    expect((await journal.list(one.id, { after: null, first: 10 })).rows).toEqual([]);
  });
}
