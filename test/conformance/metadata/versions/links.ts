import { expect, test } from "vitest";
import { LATEST } from "../../../../src/model/index.ts";
import { AT_MS, type World, WHOLE } from "../world.ts";

const plainLink = { isProtecting: true, linkedBy: null, atMs: AT_MS };

/** Rules for versions in collections they were not logged to. */
export function linkRules(world: World): void {
  const setUp = async () => {
    const source = await world.collection();
    const portfolio = await world.collection(source.project);
    const versions = [await world.version(source), await world.version(source)] as const;
    await world.metadata.transaction(async (rows) => {
      for (const [versionIndex, artifactId] of [...versions].reverse().entries())
        await rows.links.add({ ...plainLink, collectionId: portfolio.id, artifactId, versionIndex });
    });
    return { source, portfolio, versions };
  };

  test("add() links a version into a collection under a new index and keeps it in its source collection", async () => {
    const { source, portfolio, versions } = await setUp();
    const { read } = world.metadata;
    const places = await read.versions.memberships([versions[0]]);
    expect(places.map(({ collection, versionIndex }) => [collection.id, versionIndex])).toEqual([
      [source.id, 0],
      [portfolio.id, 1],
    ]);
    expect((await read.versions.membership(portfolio.id, { versionIndex: 0 }))?.version.id).toBe(versions[1]);
    expect(await read.versions.newest(portfolio.id)).toBe(versions[0]);
    expect(await read.versions.newest(source.id)).toBe(versions[1]);
  });

  test("again() makes an unprotecting link protect, and keeps a protecting one", async () => {
    const { portfolio, source, versions } = await setUp();
    const { id: userId, entity } = await world.user();
    const linkOf = async (id: (typeof versions)[number]) =>
      (await world.metadata.read.versions.memberships([id])).find(({ collection }) => collection.id === portfolio.id)!;
    await world.metadata.transaction((rows) => rows.links.remove(portfolio.id, [versions[0]]));
    const facts = { collectionId: portfolio.id, artifactId: versions[0] };
    const written = (work: "add" | "again", isProtecting: boolean, linkedBy: typeof userId | null) =>
      world.metadata.transaction((rows) =>
        rows.links[work]({ ...facts, isProtecting, linkedBy, versionIndex: 7, atMs: AT_MS }),
      );
    await written("add", false, null);
    expect(await linkOf(versions[0])).toMatchObject({ isProtecting: false, linkedBy: null, versionIndex: 7 });
    await written("again", false, userId);
    expect(await linkOf(versions[0])).toMatchObject({ isProtecting: false, linkedBy: null });
    await written("again", true, userId);
    expect(await linkOf(versions[0])).toMatchObject({ isProtecting: true, linkedBy: entity.name, versionIndex: 7 });
    await written("again", false, null);
    expect(await linkOf(versions[0])).toMatchObject({ isProtecting: true, linkedBy: entity.name });
    expect((await world.metadata.read.versions.membership(source.id, { versionIndex: 0 }))!.linkedBy).toBeNull();
    await world.metadata.transaction((rows) => rows.members.deleteUser(userId));
    expect(await linkOf(versions[0])).toMatchObject({ isProtecting: true, linkedBy: null });
  });

  test("remove() unlinks a version with its aliases there, and returns whether latest was one of them", async () => {
    const { source, portfolio, versions } = await setUp();
    await world.metadata.transaction(async (rows) => {
      for (const { id } of [source, portfolio]) await rows.aliases.set(id, LATEST, versions[0], AT_MS);
      await rows.aliases.set(portfolio.id, "prod", versions[1], AT_MS);
    });
    const remove = (id: (typeof versions)[number]) =>
      world.metadata.transaction((rows) => rows.links.remove(portfolio.id, [id]));
    expect(await remove(versions[1])).toEqual({ hadLatest: false });
    expect(await remove(versions[0])).toEqual({ hadLatest: true });
    expect(await remove(versions[0]), "again").toEqual({ hadLatest: false });
    const { read } = world.metadata;
    expect((await read.versions.list(portfolio.id, WHOLE)).rows).toEqual([]);
    expect((await read.aliases.list(portfolio.id, { after: null, first: 9 })).rows).toEqual([]);
    expect((await read.versions.membership(source.id, { alias: LATEST }))?.version.id).toBe(versions[0]);
  });

  test("ownersOf() returns the owners of a version's portfolios, without its source and deleted ones", async () => {
    const { source, portfolio, versions } = await setUp();
    const { read } = world.metadata;
    const elsewhere = await world.collection();
    await world.metadata.transaction((rows) =>
      rows.links.add({ collectionId: elsewhere.id, artifactId: versions[0], versionIndex: 0, ...plainLink }),
    );
    // Collections of this world hold versions of their own unless they are said to hold links.
    expect(await read.links.ownersOf(versions)).toEqual([]);
    const owners = await read.collections.ownersOf([source.id, portfolio.id, elsewhere.id]);
    expect(new Map(owners.map(({ id, entityId }) => [id, entityId]))).toEqual(
      new Map([source, portfolio, elsewhere].map(({ id, project }) => [id, project.entityId])),
    );
    const links = await world.metadata.transaction((rows) =>
      rows.collections.insert({
        projectId: elsewhere.project.id,
        typeId: elsewhere.typeId,
        kind: "portfolio",
        name: world.name("links"),
        atMs: AT_MS,
      }),
    );
    await world.metadata.transaction((rows) =>
      rows.links.add({ collectionId: links.id, artifactId: versions[1], versionIndex: 0, ...plainLink }),
    );
    expect(await read.links.ownersOf(versions)).toEqual([{ id: versions[1], entityId: links.project.entityId }]);
    await world.metadata.transaction((rows) =>
      rows.collections.update(links.id, { deletedAtMs: AT_MS, updatedAtMs: AT_MS }),
    );
    expect(await read.links.ownersOf(versions)).toEqual([]);
  });

  test("a deleted version is in no collection", async () => {
    const { portfolio, versions } = await setUp();
    await world.metadata.transaction((rows) => rows.deletions.delete([versions[0]], AT_MS));
    expect(await world.metadata.read.versions.memberships([versions[0]])).toEqual([]);
    expect(await world.metadata.read.versions.newest(portfolio.id)).toBe(versions[1]);
  });
}
