import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { AT_MS, commitDraft, type World, WHOLE } from "../world.ts";

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Rules for transactions, alone and beside each other. */
export function transactionRules(world: World): void {
  test("a transaction that throws writes nothing and rethrows", async () => {
    const collection = await world.collection();
    const version = await world.version(collection);
    const word = world.name("entity");
    const thrown = new Error("the work gave up");
    const work = world.metadata.transaction(async (rows) => {
      await rows.accounts.insertEntity({ name: word, kind: "team", orgId: null, createdAtMs: AT_MS });
      await rows.aliases.set(collection.id, "kept", version, AT_MS);
      await rows.collections.update(collection.id, { description: "changed", updatedAtMs: AT_MS + 1 });
      expect(await rows.collections.takeVersionIndex(collection.id, AT_MS)).toBe(1);
      throw thrown;
    });
    await expect(work).rejects.toBe(thrown);
    expect(await world.metadata.read.accounts.findEntity(word)).toBeNull();
    expect(await world.metadata.read.versions.membership(collection.id, { alias: "kept" })).toBeNull();
    expect(await world.metadata.read.collections.byId(collection.id)).toEqual(collection);
    expect(await world.metadata.transaction((rows) => rows.collections.takeVersionIndex(collection.id, AT_MS))).toBe(1);
  });

  test("a transaction with a rejected row is rolled back completely", async () => {
    const { name } = await world.entity();
    const word = world.name("entity");
    const facts = { kind: "team" as const, orgId: null, createdAtMs: AT_MS };
    const work = world.metadata.transaction(async (rows) => {
      await rows.accounts.insertEntity({ name: word, ...facts });
      await rows.accounts.insertEntity({ name, ...facts });
    });
    await expect(work).rejects.toMatchObject({ name: "StemmaError", code: "conflict" });
    expect(await world.metadata.read.accounts.findEntity(word)).toBeNull();
  });

  test("a transaction reads its own writes; others only after the commit", async () => {
    const word = world.name("entity");
    const facts = { name: word, kind: "team" as const, orgId: null, createdAtMs: AT_MS };
    await world.metadata.transaction(async (rows) => {
      const { id } = await rows.accounts.insertEntity(facts);
      expect(await rows.accounts.findEntity(word)).toMatchObject({ id });
      expect(await world.metadata.read.accounts.findEntity(word)).toBeNull();
    });
    expect(await world.metadata.read.accounts.findEntity(word)).toMatchObject({ name: word });
  });

  test("transaction() returns the result of its work", async () => {
    expect(await world.metadata.transaction(async () => "given")).toBe("given");
  });

  test("twenty concurrent commits get consecutive version indexes", async () => {
    const collection = await world.collection();
    const drafts = await Promise.all(range(20).map(() => world.draft(collection)));
    const manifests = await Promise.all(drafts.map(({ id }) => world.manifest(id)));
    const indexes = await Promise.all(
      drafts.map((draft, index) => world.metadata.transaction((rows) => commitDraft(rows, draft, manifests[index]!))),
    );
    expect(indexes.toSorted((left, right) => left - right)).toEqual(range(20));
    const { rows: list } = await world.metadata.read.versions.list(collection.id, WHOLE);
    expect(list.map(({ versionIndex }) => versionIndex)).toEqual(range(20).reverse());
    for (const [index, draft] of drafts.entries())
      expect(list.find(({ version }) => version.id === draft.id)?.versionIndex).toBe(indexes[index]);
  });

  test("commits that roll back leave no gap between version indexes", async () => {
    const collection = await world.collection();
    const indexes = await Promise.all(
      range(20).map((turn) =>
        world.metadata
          .transaction(async (rows) => {
            const index = await rows.collections.takeVersionIndex(collection.id, AT_MS);
            if (turn % 3 === 0) throw new Error("gave up");
            return index;
          })
          .catch(() => undefined),
      ),
    );
    const taken = indexes.filter((index) => index !== undefined).sort((left, right) => left - right);
    expect(taken).toEqual(range(13));
  });

  test("twenty transactions that increment one row lose no update", async () => {
    const project = await world.project();
    const numbers = await Promise.all(
      range(20).map(() => world.metadata.transaction((rows) => rows.projects.nextRunNumber(project.id))),
    );
    expect(numbers.toSorted((left, right) => left - right)).toEqual(range(20).map((index) => index + 1));
  });

  test("transactions that lock two collections in opposite order both succeed", async () => {
    const [one, two] = [await world.collection(), await world.collection()];
    const take = (first: typeof one, second: typeof one): Promise<number[]> =>
      world.metadata.transaction(async (rows) => {
        const index = await rows.collections.takeVersionIndex(first.id, AT_MS);
        await sleep(50);
        return [index, await rows.collections.takeVersionIndex(second.id, AT_MS)];
      });
    const indexes = await Promise.all([take(one, two), take(two, one)]);
    expect(indexes.flat().sort((left, right) => left - right)).toEqual([0, 0, 1, 1]);
  });

  test("reads continue while a transaction is open", async () => {
    const project = await world.project();
    await world.metadata.transaction(async (rows) => {
      await rows.projects.update(project.id, { description: "new", updatedAtMs: AT_MS + 1 });
      const seen = await Promise.all(range(10).map(() => world.metadata.read.projects.byId(project.id)));
      expect(seen.map((row) => row?.description)).toEqual(range(10).map(() => null));
    });
    expect((await world.metadata.read.projects.byId(project.id))?.description).toBe("new");
  });
}
