import { expect, test } from "vitest";
import {
  type ArtifactId,
  type Collection,
  type CollectionId,
  type Cursor,
  type EntityId,
  LATEST,
  type RetentionRule,
  type RetentionScope,
} from "../../../../src/model/index.ts";
import type { DeletionScope, Rows } from "../../../../src/core/ports/metadata.ts";
import { AT_MS, WHOLE, type World } from "../world.ts";

const HOUR_SECONDS = 3600;
const LATER_MS = AT_MS + HOUR_SECONDS * 1000;

const keepTwo: RetentionRule = {
  types: ["code"],
  afterDays: 0.5,
  keepLast: 2,
  keepAliased: true,
  keepTagged: false,
  keepLinked: true,
  keepUsed: false,
  keepBest: { metadata: "val.acc", order: "MAX", count: 3 },
};

/** Rules for what is kept: rules and their history, what they look at, what is inherited, what comes back. */
export function retentionRules(world: World): void {
  const write = <T>(work: (rows: Rows) => Promise<T>): Promise<T> => world.metadata.transaction(work);

  test("retention.current() returns the newest rules of each scope, history() all of one scope", async () => {
    const { id: createdBy, entity } = await world.user();
    const project = await world.project();
    const scope: RetentionScope = { kind: "project", id: project.id };
    const set = (of: RetentionScope, rules: readonly RetentionRule[], atMs: number) =>
      write((rows) => rows.retention.set({ scope: of, rules, createdBy, atMs }));
    await set(scope, [keepTwo], AT_MS);
    await set({ kind: "entity", id: project.entityId }, [{ ...keepTwo, types: [] }], AT_MS);
    await set(scope, [{ ...keepTwo, keepLast: 9 }, keepTwo], AT_MS + 1);
    const inForce = (await world.metadata.read.retention.current()).filter(({ setBy }) => setBy === entity.name);
    expect(inForce).toEqual([
      {
        scope: { kind: "entity", id: project.entityId },
        rules: [{ ...keepTwo, types: [] }],
        setBy: entity.name,
        setAtMs: AT_MS,
      },
      { scope, rules: [{ ...keepTwo, keepLast: 9 }, keepTwo], setBy: entity.name, setAtMs: AT_MS + 1 },
    ]);
    const history = await world.metadata.read.retention.history(scope, { after: null, first: 10 });
    expect(await history.total()).toBe(2);
    expect(history.rows.map(({ setAtMs }) => setAtMs)).toEqual([AT_MS + 1, AT_MS]);
    await set(scope, [], AT_MS + 2);
    expect((await world.metadata.read.retention.current()).filter(({ setBy }) => setBy === entity.name)).toHaveLength(
      1,
    );
    expect((await world.metadata.read.retention.history(scope, { after: null, first: 1 })).rows).toMatchObject([
      { rules: [] },
    ]);
  });

  test("retention.collections() pages through the source collections of a scope", async () => {
    const project = await world.project();
    const [first, second] = [await world.collection(project), await world.collection(project)];
    await world.collection();
    const scopes: readonly RetentionScope[] = [
      { kind: "project", id: project.id },
      { kind: "entity", id: project.entityId },
    ];
    for (const scope of scopes) {
      const [page] = await world.metadata.read.retention.collections(scope, 0 as CollectionId, 1);
      expect(page).toEqual({
        id: first.id,
        projectId: project.id,
        entityId: project.entityId,
        type: "dataset",
        name: `${project.entityName}/${project.name}/${first.name}`,
      });
      expect((await world.metadata.read.retention.collections(scope, first.id, 10)).map(({ id }) => id)).toEqual([
        second.id,
      ]);
    }
    const one: RetentionScope = { kind: "collection", id: second.id };
    expect(await world.metadata.read.retention.collections(one, 0 as CollectionId, 10)).toMatchObject([
      { id: second.id },
    ]);
    const all = await world.metadata.read.retention.collections({ kind: "instance" }, 0 as CollectionId, 10_000);
    expect(all.length).toBeGreaterThan(2);
    await write((rows) => rows.collections.update(second.id, { deletedAtMs: AT_MS, updatedAtMs: AT_MS }));
    expect(await world.metadata.read.retention.collections(one, 0 as CollectionId, 10)).toEqual([]);
  });

  test("retention.candidates() sees alias, tag, link and use of committed versions", async () => {
    const collection = await world.collection();
    const versions: ArtifactId[] = [];
    for (let index = 0; index < 5; index++)
      versions.push(await world.version(collection, { metadata: `{"n": ${index}}` }));
    const [aliased, tagged, linked, used] = versions as [ArtifactId, ArtifactId, ArtifactId, ArtifactId];
    await world.draft(collection);
    const [portfolio, run] = [await world.collection(collection.project), await world.run(collection.project)];
    const gone = await world.run(collection.project);
    await write(async (rows) => {
      await rows.aliases.set(collection.id, "best", aliased, AT_MS);
      await rows.aliases.set(portfolio.id, "theirs", linked, AT_MS);
      await rows.tags.addToVersion(tagged, ["a", "b"]);
      await rows.links.add({
        collectionId: portfolio.id,
        artifactId: linked,
        versionIndex: 0,
        isProtecting: true,
        linkedBy: null,
        atMs: AT_MS,
      });
      for (const runId of [run, gone])
        await rows.lineage.addInput({ runId, artifactId: used, alias: null, usedAs: null, atMs: AT_MS });
      await rows.lineage.addInput({ runId: gone, artifactId: aliased, alias: null, usedAs: null, atMs: AT_MS });
      await rows.runs.delete(gone, AT_MS);
    });
    const facts = await world.metadata.read.retention.candidates([collection.id], { withMetadata: false });
    const seen = facts.map((of) => [of.isAliased, of.isTagged, of.isLinked, of.isUsed]);
    expect(seen).toEqual([
      [true, false, false, false],
      [false, true, false, false],
      [false, false, true, false],
      [false, false, false, true],
      [false, false, false, false],
    ]);
    expect(facts[4]).toMatchObject({ id: versions[4], versionIndex: 4, createdAtMs: AT_MS, metadata: null });
    const withMetadata = await world.metadata.read.retention.candidates([collection.id], { withMetadata: true });
    expect(withMetadata[4]?.metadata).toBe('{"n": 4}');
    const countedWithin = async (entityId: EntityId) =>
      (
        await world.metadata.read.retention.candidates([collection.id], { withMetadata: false, within: [entityId] })
      ).map((of) => [of.isLinked, of.isUsed]);
    expect((await countedWithin(collection.project.entityId)).slice(2, 4)).toEqual([
      [true, false],
      [false, true],
    ]);
    const { id: elsewhere } = await world.entity();
    expect((await countedWithin(elsewhere)).flat()).not.toContain(true);
  });

  test("retention.madeFrom() returns the committed versions made by runs that used a version", async () => {
    const collection = await world.collection();
    const [data, model, other] = [
      await world.version(collection),
      await world.version(collection),
      await world.version(collection),
    ];
    const [run, gone] = [await world.run(collection.project), await world.run(collection.project)];
    await write(async (rows) => {
      for (const [runId, madeId] of [
        [run, model],
        [gone, other],
      ] as const) {
        await rows.lineage.addInput({ runId, artifactId: data, alias: null, usedAs: null, atMs: AT_MS });
        await rows.lineage.addOutput({ runId, artifactId: madeId, kind: "made", atMs: AT_MS });
      }
      await rows.runs.delete(gone, AT_MS);
    });
    expect(await world.metadata.read.retention.madeFrom([data, model])).toEqual([{ usedId: data, madeId: model }]);
    const { id: elsewhere } = await world.entity();
    expect(await world.metadata.read.retention.madeFrom([data, model], [elsewhere])).toEqual([]);
    await write((rows) => rows.deletions.delete([model], AT_MS));
    expect(await world.metadata.read.retention.madeFrom([data])).toEqual([]);
  });

  test("versions inherit their time to live from the collection, else from the entity", async () => {
    const [collection, plain] = [await world.collection(), await world.collection()];
    const version = (of: Collection, ttlSeconds: number | null) => world.version(of, { ttlSeconds });
    const [inherits, asks] = [await version(collection, null), await version(collection, -1)];
    const [stays, own] = [await version(collection, -2), await version(collection, 2 * HOUR_SECONDS)];
    const [byEntity, exempt] = [await version(plain, null), await world.collection(plain.project)];
    const kept = await version(exempt, null);
    const { entityId } = plain.project;
    await write(async (rows) => {
      await rows.collections.update(collection.id, { ttlSeconds: HOUR_SECONDS, updatedAtMs: AT_MS });
      await rows.members.updateEntity(entityId, { ttlSeconds: HOUR_SECONDS });
      await rows.collections.update(exempt.id, { ttlSeconds: -2, updatedAtMs: AT_MS });
    });
    const expired = (atMs: number) => write((rows) => rows.deletions.expired(atMs, 1000));
    const mine = new Set([inherits, asks, stays, own, byEntity, kept]);
    expect((await expired(LATER_MS - 1)).filter((id) => mine.has(id))).toEqual([]);
    expect((await expired(LATER_MS)).filter((id) => mine.has(id)).sort()).toEqual([inherits, asks, byEntity].sort());
    expect(await write((rows) => rows.deletions.expired(LATER_MS, 2))).toHaveLength(2);
    expect((await world.metadata.read.collections.byId(collection.id))?.inheritedTtlSeconds).toBe(HOUR_SECONDS);
    expect((await world.metadata.read.collections.byId(plain.id))?.inheritedTtlSeconds).toBe(HOUR_SECONDS);
    expect((await world.metadata.read.collections.byId(exempt.id))?.inheritedTtlSeconds).toBeNull();
    await write((rows) => rows.members.updateEntity(entityId, { ttlSeconds: null }));
    expect((await expired(LATER_MS)).includes(byEntity)).toBe(false);
  });

  test("undelete() restores deleted versions, except purged ones; deleted() returns their aliases", async () => {
    const collection = await world.collection();
    const [back, purged] = [await world.version(collection), await world.version(collection)];
    await write((rows) => rows.aliases.set(collection.id, LATEST, back, AT_MS));
    await write((rows) => rows.deletions.delete([back, purged], AT_MS));
    await write((rows) => rows.deletions.purge([purged]));
    expect(await write((rows) => rows.deletions.deleted([purged, back]))).toEqual([
      {
        id: back,
        collectionId: collection.id,
        deletedAtMs: AT_MS,
        isPurged: false,
        aliases: [{ collectionId: collection.id, alias: LATEST }],
      },
      { id: purged, collectionId: collection.id, deletedAtMs: AT_MS, isPurged: true, aliases: [] },
    ]);
    await write((rows) => rows.deletions.undelete([back, purged], AT_MS + 5));
    expect(await world.metadata.read.versions.byId(back)).toMatchObject({
      state: "COMMITTED",
      versionIndex: 0,
      updatedAtMs: AT_MS + 5,
    });
    expect((await world.metadata.read.versions.byId(purged))?.state).toBe("DELETED");
    expect(await write((rows) => rows.deletions.deleted([back]))).toEqual([]);
    expect(await write((rows) => rows.deletions.purgeableOf([back, purged], { withKept: true }))).toEqual([]);
  });

  test("deletions.list() returns undeletable versions, last deleted first, of deleted collections too", async () => {
    const collection = await world.collection();
    const [other, elsewhere] = [await world.collection(collection.project), await world.collection()];
    const version = (of: Collection) => world.version(of);
    const [first, second, purged, kept] = [
      await version(collection),
      await version(collection),
      await version(collection),
      await version(collection),
    ];
    const [beside, apart] = [await version(other), await version(elsewhere)];
    await write((rows) => rows.deletions.delete([second, purged], AT_MS + 1));
    await write((rows) => rows.deletions.delete([first, beside, apart], AT_MS + 2));
    await write((rows) => rows.deletions.purge([purged]));
    await write((rows) => rows.collections.update(collection.id, { deletedAtMs: AT_MS, updatedAtMs: AT_MS }));
    const { id: projectId, entityId } = collection.project;
    const list = async (place: Partial<DeletionScope>, after: Cursor | null = null, count = 10) => {
      const everywhere = { entityId: null, projectId: null, collection: null };
      const listed = await world.metadata.read.deletions.list({ ...everywhere, ...place }, { after, first: count });
      return { ids: listed.rows.map(({ id }) => id), total: await listed.total() };
    };
    expect(await list({ projectId, collection: collection.name })).toEqual({ ids: [first, second], total: 2 });
    expect(await list({ entityId })).toEqual({ ids: [beside, first, second], total: 3 });
    const { cursors } = await world.metadata.read.deletions.list(
      { entityId: null, projectId, collection: null },
      WHOLE,
    );
    expect(await list({ projectId }, cursors[0]!, 1)).toEqual({ ids: [first], total: 3 });
    expect(await list({ projectId, collection: "no such" })).toEqual({ ids: [], total: 0 });
    const everywhere = await list({}, null, 1000);
    expect(everywhere.ids).toEqual(expect.arrayContaining([first, second, beside, apart]));
    expect(everywhere.ids).not.toContain(kept);
    expect(everywhere.ids).not.toContain(purged);
  });
}
