import { sql } from "kysely";
import { expect, test } from "vitest";
import type { ArtifactId, CollectionId, MembershipId } from "../../../../src/model/index.ts";
import { runTransaction } from "../../../../src/stores/metadata/engine/run-transaction.ts";
import { AT_MS, type World, WHOLE } from "../world.ts";

/** Rules for committed versions, their places in collections, and aliases. */
export function versionRules(world: World): void {
  const set = (collectionId: CollectionId, alias: string, id: ArtifactId): Promise<void> =>
    world.metadata.transaction((rows) => rows.aliases.set(collectionId, alias, id, AT_MS));
  const named = async (collectionId: CollectionId, alias: string): Promise<ArtifactId | undefined> =>
    (await world.metadata.read.versions.membership(collectionId, { alias }))?.version.id;
  /** Deleting is not a verb yet; the rows are what it will leave. */
  const markDeleted = (id: ArtifactId): Promise<unknown> =>
    runTransaction(world.place.engine, (db) =>
      db.updateTable("artifacts").set({ state: "DELETED" }).where("id", "=", id).execute(),
    );
  /** Links are made by the registry; this is the row of one. */
  const link = (collectionId: CollectionId, id: ArtifactId, versionIndex: number): Promise<MembershipId> =>
    runTransaction(world.place.engine, async (db) => {
      const row = { collection_id: collectionId, artifact_id: id, version_index: versionIndex, created_at_ms: AT_MS };
      return (await db.insertInto("memberships").values(row).returning("id").executeTakeFirstOrThrow()).id;
    });

  test("a committed version is found by id, index and alias, with all its fields", async () => {
    const collection = await world.collection();
    const runId = await world.run(collection.project);
    const facts = { description: "d", metadata: '{"a":1.50}', ttlSeconds: 60, historyStep: 3, madeByRunId: runId };
    const id = await world.version(collection, facts);
    await set(collection.id, "best", id);
    const version = (await world.metadata.read.versions.byId(id))!;
    expect(version).toMatchObject({ id, collection, state: "COMMITTED", versionIndex: 0, tags: [], ...facts });
    expect(version).toMatchObject({ digestAlgorithm: "MD5", createdAtMs: AT_MS, updatedAtMs: AT_MS });
    expect(version.aliases.map(({ alias, collectionId }) => [alias, collectionId])).toEqual([["best", collection.id]]);
    const byIndex = await world.metadata.read.versions.membership(collection.id, { versionIndex: 0 });
    expect(byIndex).toMatchObject({ collection, versionIndex: 0, version, createdAtMs: AT_MS });
    expect(await world.metadata.read.versions.membership(collection.id, { alias: "best" })).toEqual(byIndex);
    expect(await world.metadata.read.versions.membership(collection.id, { alias: "Best" })).toBeNull();
    expect(await world.metadata.read.versions.membership(collection.id, { versionIndex: 1 })).toBeNull();
  });

  test("versions.byIds() returns versions in the requested order and skips missing ones", async () => {
    const collection = await world.collection();
    const [one, two] = [await world.version(collection), await world.version(collection)];
    const found = await world.metadata.read.versions.byIds([two, 999_999_999 as never, one, two]);
    expect(found.map(({ id }) => id)).toEqual([two, one, two]);
    expect(await world.metadata.read.versions.byIds([])).toEqual([]);
    expect(await world.metadata.read.versions.byId(999_999_999 as never)).toBeNull();
  });

  test("findCommitted() returns the lowest committed version of a digest, newest() the highest; drafts are ignored", async () => {
    const collection = await world.collection();
    const digest = "d".repeat(32);
    const first = await world.version(collection, { digest: "e".repeat(32) });
    const second = await world.version(collection, { digest });
    const third = await world.version(collection, { digest });
    await world.draft(collection, { digest });
    const { versions } = world.metadata.read;
    expect(await versions.findCommitted(collection.id, digest)).toBe(second);
    expect(await versions.newest(collection.id)).toBe(third);
    await markDeleted(second);
    await markDeleted(third);
    expect(await versions.findCommitted(collection.id, digest)).toBeNull();
    expect(await versions.newest(collection.id)).toBe(first);
    const other = await world.collection(collection.project);
    expect(await versions.findCommitted(other.id, digest)).toBeNull();
    expect(await versions.newest(other.id)).toBeNull();
  });

  test("versions.list() returns the committed versions of a collection, newest first", async () => {
    const collection = await world.collection();
    const ids = [await world.version(collection), await world.version(collection), await world.version(collection)];
    await world.draft(collection);
    await markDeleted(ids[1]!);
    const { rows: list } = await world.metadata.read.versions.list(collection.id, WHOLE);
    expect(list.map(({ version, versionIndex }) => [version.id, versionIndex])).toEqual([
      [ids[2], 2],
      [ids[0], 0],
    ]);
    expect(await world.metadata.read.versions.membership(collection.id, { versionIndex: 1 })).toBeNull();
  });

  test("memberships() returns the collections of a version, its source first, each with its own aliases", async () => {
    const collection = await world.collection();
    const portfolio = await world.collection(collection.project);
    const id = await world.version(collection);
    expect(await world.metadata.read.versions.isMember(portfolio.id, id)).toBe(false);
    await link(portfolio.id, id, 4);
    await set(portfolio.id, "prod", id);
    const memberships = await world.metadata.read.versions.memberships([id]);
    expect(memberships.map((place) => [place.collection.id, place.versionIndex])).toEqual([
      [collection.id, 0],
      [portfolio.id, 4],
    ]);
    expect(memberships[1]!.version.collection.id).toBe(collection.id);
    expect(await world.metadata.read.versions.isMember(portfolio.id, id)).toBe(true);
    expect(await named(portfolio.id, "prod")).toBe(id);
    expect(await named(collection.id, "prod")).toBeUndefined();
    expect(await world.metadata.read.versions.membership(portfolio.id, { versionIndex: 4 })).toEqual(memberships[1]);
  });

  test("versions.update() changes the given fields; null clears", async () => {
    const id = await world.version(await world.collection(), { description: "d", metadata: "{}", ttlSeconds: 5 });
    const before = (await world.metadata.read.versions.byId(id))!;
    const update = (changes: object): Promise<void> =>
      world.metadata.transaction((rows) => rows.versions.update(id, { ...changes, updatedAtMs: AT_MS + 1 }));
    await update({ metadata: '{"b":2}' });
    const after = { ...before, metadata: '{"b":2}', updatedAtMs: AT_MS + 1 };
    expect(await world.metadata.read.versions.byId(id)).toEqual(after);
    await update({ description: null, ttlSeconds: null });
    const emptied = { ...after, description: null, ttlSeconds: null };
    expect(await world.metadata.read.versions.byId(id)).toEqual(emptied);
  });

  test("aliases.set() moves an alias to another version; remove() removes it only from its version", async () => {
    const collection = await world.collection();
    const [one, two] = [await world.version(collection), await world.version(collection)];
    await set(collection.id, "best", one);
    await set(collection.id, "best", one);
    await set(collection.id, "best", two);
    expect(await named(collection.id, "best")).toBe(two);
    expect((await world.metadata.read.versions.byId(one))?.aliases).toEqual([]);
    await world.metadata.transaction((rows) => rows.aliases.remove(collection.id, "best", one));
    expect(await named(collection.id, "best")).toBe(two);
    await world.metadata.transaction((rows) => rows.aliases.remove(collection.id, "best", two));
    expect(await named(collection.id, "best")).toBeUndefined();
  });

  test("aliases moved by twenty transactions are on one version together at all times", async () => {
    const collection = await world.collection();
    const versions = await Promise.all(Array.from({ length: 4 }, () => world.version(collection)));
    const words = ["a", "b", "c"];
    const moves = Array.from({ length: 20 }, (_, turn) =>
      world.metadata.transaction(async (rows) => {
        // Everybody in an order of their own: who waits for each other is told to begin again.
        for (const word of turn % 2 === 0 ? words : words.toReversed())
          await rows.aliases.set(collection.id, word, versions[turn % 4]!, AT_MS);
      }),
    );
    const progress = { isMoving: true };
    const moved = Promise.all(moves).finally(() => (progress.isMoving = false));
    while (progress.isMoving) {
      const { rows } = await sql<{ count: number; targets: number }>`select count(*) as count,
        count(distinct artifact_id) as targets from aliases where collection_id = ${collection.id}`.execute(
        world.place.engine.read,
      );
      if (rows[0]!.count > 0) expect(rows[0]).toEqual({ count: 3, targets: 1 });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await moved;
  });

  test("aliases.list() returns a page of a collection's aliases in creation order", async () => {
    const collection = await world.collection();
    const [one, two] = [await world.version(collection), await world.version(collection)];
    for (const alias of ["x", "b", "a"]) await set(collection.id, alias, one);
    await set(collection.id, "x", two);
    const { rows, cursors, total } = await world.metadata.read.aliases.list(collection.id, WHOLE);
    expect(rows.map(({ alias }) => alias)).toEqual(["x", "b", "a"]);
    expect(await total()).toBe(3);
    const second = await world.metadata.read.aliases.list(collection.id, { after: cursors[0]!, first: 1 });
    expect(second.rows.map(({ alias }) => alias)).toEqual(["b"]);
  });
}
