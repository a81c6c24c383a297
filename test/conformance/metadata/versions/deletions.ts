import { expect, test } from "vitest";
import { type ArtifactId, type Collection, LATEST } from "../../../../src/model/index.ts";
import { AT_MS, type World, WHOLE } from "../world.ts";

const DAY_MS = 86_400_000;

/** Rules for the end of versions. */
export function deletionRules(world: World): void {
  const named = async (collection: Collection, id: ArtifactId, ...aliases: string[]): Promise<void> =>
    world.metadata.transaction(async (rows) => {
      for (const alias of aliases) await rows.aliases.set(collection.id, alias, id, AT_MS);
    });
  const remove = (ids: readonly ArtifactId[], atMs = AT_MS) =>
    world.metadata.transaction((rows) => rows.deletions.delete(ids, atMs));
  const purgeable = (untilMs: number) => world.metadata.transaction((rows) => rows.deletions.purgeable(untilMs, 1000));

  test("delete() removes and records the aliases of versions, and returns the collections that lost latest", async () => {
    const collection = await world.collection();
    const [first, second, third] = [
      await world.version(collection),
      await world.version(collection),
      await world.version(collection),
    ];
    await named(collection, first, "old");
    await named(collection, second, LATEST, "best");
    expect(await remove([first, second])).toEqual([collection.id]);
    const { read } = world.metadata;
    expect(await read.versions.byId(second)).toMatchObject({ state: "DELETED", versionIndex: 1, aliases: [] });
    expect((await read.versions.list(collection.id, WHOLE)).rows.map(({ version }) => version.id)).toEqual([third]);
    expect(await read.versions.membership(collection.id, { versionIndex: 1 })).toBeNull();
    expect(await read.versions.newest(collection.id)).toBe(third);
    expect(await remove([second]), "again").toEqual([]);
    const kept = world.place.engine.read.selectFrom("artifacts").select("deleted_aliases").where("id", "=", first);
    expect(await kept.executeTakeFirst()).toEqual({ deleted_aliases: JSON.stringify([[collection.id, "old"]]) });
  });

  test("delete() ignores drafts and deleted versions", async () => {
    const collection = await world.collection();
    const draft = await world.draft(collection);
    const version = await world.version(collection);
    await remove([draft.id, version]);
    await remove([version], AT_MS + 1);
    expect((await world.metadata.read.drafts.find(draft.id))?.state).toBe("PENDING");
    const row = world.place.engine.read.selectFrom("artifacts").select("deleted_at_ms").where("id", "=", version);
    expect(await row.executeTakeFirst()).toEqual({ deleted_at_ms: AT_MS });
  });

  test("expired() returns versions whose TTL is over, except linked ones, drafts and those without a TTL", async () => {
    const collection = await world.collection();
    const version = (ttlSeconds: number | null) => world.version(collection, { ttlSeconds });
    const [over, linked, shown] = [await version(60), await version(60), await version(60)];
    for (const ttlSeconds of [null, -1, -2, 61]) await version(ttlSeconds);
    await world.draft(collection, { ttlSeconds: 60 });
    const portfolio = await world.collection(collection.project);
    const link = { collectionId: portfolio.id, linkedBy: null, atMs: AT_MS };
    await world.metadata.transaction(async (rows) => {
      await rows.links.add({ ...link, artifactId: linked, versionIndex: 0, isProtecting: true });
      await rows.links.add({ ...link, artifactId: shown, versionIndex: 1, isProtecting: false });
    });
    const expired = (atMs: number) => world.metadata.transaction((rows) => rows.deletions.expired(atMs, 1000));
    expect(await expired(AT_MS + 59_999)).not.toContain(over);
    expect(await expired(AT_MS + 60_000)).toContain(over);
    expect(await expired(AT_MS + 60_000)).not.toContain(linked);
    expect(await expired(AT_MS + 60_000), "a link that protects nothing").toContain(shown);
    await remove(await expired(AT_MS + DAY_MS));
    expect((await world.metadata.read.versions.list(collection.id, WHOLE)).rows).toHaveLength(4);
  });

  test("purgeable() waits for the undelete window and for drafts based on a version; purge() leaves a tombstone", async () => {
    const collection = await world.collection();
    const [version, base] = [await world.version(collection), await world.version(collection)];
    const draft = await world.draft(collection);
    const baseOf = { artifactId: draft.id, kind: "INCREMENTAL" as const, name: "m", md5: "", runName: "" };
    await world.metadata.transaction((rows) => rows.manifests.insert({ ...baseOf, baseId: base, atMs: AT_MS }));
    await remove([version, base], AT_MS + DAY_MS);
    expect(await purgeable(AT_MS + DAY_MS - 1)).not.toContain(version);
    expect(await purgeable(AT_MS + DAY_MS)).toContain(version);
    expect(await purgeable(AT_MS + DAY_MS)).not.toContain(base);
    await world.metadata.transaction((rows) => rows.deletions.purge([version]));
    expect(await purgeable(AT_MS + DAY_MS)).not.toContain(version);
    expect(await world.metadata.read.manifests.ofVersion(version)).toBeNull();
    expect(await world.metadata.read.manifests.ofDraft(version)).toEqual([]);
    expect(await world.metadata.read.versions.byId(version)).toMatchObject({ state: "DELETED", versionIndex: 0 });
  });
}
