import { expect, test } from "vitest";
import type { Collection } from "../../../../src/model/index.ts";
import { expectFault } from "../../blob-driver/checks.ts";
import { AT_MS, type World, WHOLE } from "../world.ts";

/** Rules for collections, types and tags. */
export function collectionRules(world: World): void {
  const update = (
    { id }: Collection,
    changes: { name?: string; description?: string | null; deletedAtMs?: number },
  ): Promise<void> =>
    world.metadata.transaction((rows) => rows.collections.update(id, { ...changes, updatedAtMs: AT_MS + 1 }));

  test("collections.insert() returns the collection, and the unchanged one when repeated", async () => {
    const project = await world.project();
    const type = await world.metadata.transaction((rows) =>
      rows.types.insert({ projectId: project.id, name: "model", atMs: AT_MS }),
    );
    const facts = { projectId: project.id, typeId: type.id, kind: "portfolio" as const, name: "best", atMs: AT_MS };
    const made = await world.metadata.transaction((rows) => rows.collections.insert(facts));
    expect(made).toEqual({
      id: made.id,
      kind: "portfolio",
      name: "best",
      project,
      typeId: type.id,
      type: "model",
      description: null,
      tags: [],
      ttlSeconds: null,
      inheritedTtlSeconds: null,
      createdAtMs: AT_MS,
      updatedAtMs: AT_MS,
      isDeleted: false,
    });
    const again = { ...facts, kind: "source" as const, atMs: AT_MS + 9 };
    expect(await world.metadata.transaction((rows) => rows.collections.insert(again))).toEqual(made);
    expect(await world.metadata.read.collections.find(project.id, "best")).toEqual(made);
    expect(await world.metadata.read.collections.find(project.id, "Best")).toBeNull();
  });

  test("twenty concurrent inserts of one collection and type return the same rows", async () => {
    const { id: projectId } = await world.project();
    const made = await Promise.all(
      Array.from({ length: 20 }, () =>
        world.metadata.transaction(async (rows) => {
          const { id: typeId } = await rows.types.insert({ projectId, name: "t", atMs: AT_MS });
          return rows.collections.insert({ projectId, typeId, kind: "source", name: "c", atMs: AT_MS });
        }),
      ),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect((await world.metadata.read.types.list(projectId, WHOLE)).rows).toHaveLength(1);
  });

  test("collections.update() changes the given fields; an existing name is a conflict", async () => {
    const collection = await world.collection();
    const other = await world.collection(collection.project);
    await update(collection, { description: "text" });
    await update(collection, { name: "renamed" });
    const after = { ...collection, name: "renamed", description: "text", updatedAtMs: AT_MS + 1 };
    expect(await world.metadata.read.collections.byId(collection.id)).toEqual(after);
    await update(collection, { description: null });
    expect(await world.metadata.read.collections.byId(collection.id)).toEqual({ ...after, description: null });
    await expectFault(update(other, { name: "renamed" }), "conflict");
    const typeId = (
      await world.metadata.transaction((rows) =>
        rows.types.insert({ projectId: collection.project.id, name: "other", atMs: AT_MS }),
      )
    ).id;
    await world.metadata.transaction((rows) => rows.collections.update(other.id, { typeId, updatedAtMs: AT_MS }));
    expect(await world.metadata.read.collections.byId(other.id)).toMatchObject({ typeId, type: "other" });
  });

  test("a deleted collection frees its name and is found only by id", async () => {
    const collection = await world.collection();
    const { project, typeId, kind, name } = collection;
    await update(collection, { deletedAtMs: AT_MS + 1 });
    expect(await world.metadata.read.collections.find(project.id, name)).toBeNull();
    expect((await world.metadata.read.collections.list(project.id, undefined, WHOLE)).rows).toEqual([]);
    expect(await world.metadata.read.collections.byId(collection.id)).toMatchObject({ id: collection.id, name });
    const facts = { projectId: project.id, typeId, kind, name, atMs: AT_MS };
    const next = await world.metadata.transaction((rows) => rows.collections.insert(facts));
    expect(next.id).not.toBe(collection.id);
    expect(await world.metadata.read.collections.find(project.id, name)).toEqual(next);
    await update(next, { deletedAtMs: AT_MS + 2 });
    expect(await world.metadata.read.collections.find(project.id, name)).toBeNull();
  });

  test("takeVersionIndex() counts up and updates the collection; a deleted one returns none", async () => {
    const collection = await world.collection();
    const take = (atMs: number): Promise<number> =>
      world.metadata.transaction((rows) => rows.collections.takeVersionIndex(collection.id, atMs));
    expect([await take(AT_MS + 1), await take(AT_MS + 2)]).toEqual([0, 1]);
    expect(await world.metadata.read.collections.byId(collection.id)).toMatchObject({ updatedAtMs: AT_MS + 2 });
    await update(collection, { deletedAtMs: AT_MS + 3 });
    await expectFault(take(AT_MS + 4), "deleted");
  });

  test("collections.list() returns a project's collections, newest first, optionally of one type", async () => {
    const { id: projectId } = await world.project();
    const insert = (typeName: string, name: string, atMs: number): Promise<Collection> =>
      world.metadata.transaction(async (rows) => {
        const { id: typeId } = await rows.types.insert({ projectId, name: typeName, atMs });
        return rows.collections.insert({ projectId, typeId, kind: "source", name, atMs });
      });
    const old = await insert("data", "old", AT_MS);
    await insert("model", "newest", AT_MS + 2);
    await insert("data", "new", AT_MS + 1);
    const names = async (type: Collection["typeId"] | undefined): Promise<string[]> =>
      (await world.metadata.read.collections.list(projectId, type, WHOLE)).rows.map(({ name }) => name);
    expect(await names(undefined)).toEqual(["newest", "new", "old"]);
    expect(await names(old.typeId)).toEqual(["new", "old"]);
  });

  test("tags of a collection and of a version are unique and sorted", async () => {
    const collection = await world.collection();
    const version = await world.version(collection);
    const { tags } = world.metadata.read;
    expect(Object.keys(tags)).toHaveLength(4);
    await world.metadata.transaction(async (rows) => {
      await rows.tags.addToCollection(collection.id, ["b", "a", "b"]);
      await rows.tags.addToCollection(collection.id, ["b", "c d"]);
      await rows.tags.addToCollection(collection.id, []);
      await rows.tags.addToVersion(version, ["z", "y", "z"]);
      await rows.tags.addToVersion(version, ["y"]);
      await rows.tags.removeFromVersion(version, []);
    });
    expect((await world.metadata.read.collections.byId(collection.id))?.tags).toEqual(["a", "b", "c d"]);
    expect((await world.metadata.read.versions.byId(version))?.tags).toEqual(["y", "z"]);
    await world.metadata.transaction(async (rows) => {
      await rows.tags.removeFromCollection(collection.id, ["a", "no"]);
      await rows.tags.removeFromVersion(version, ["y", "z", "no"]);
    });
    expect((await world.metadata.read.collections.byId(collection.id))?.tags).toEqual(["b", "c d"]);
    expect((await world.metadata.read.versions.byId(version))?.tags).toEqual([]);
  });

  test("types.insert() returns the existing type; list() sorts by name", async () => {
    const { id: projectId } = await world.project();
    const insert = (name: string, atMs: number): Promise<{ id: number }> =>
      world.metadata.transaction((rows) => rows.types.insert({ projectId, name, atMs }));
    const model = await insert("model", AT_MS);
    expect(model).toEqual({ id: model.id, name: "model", description: null, createdAtMs: AT_MS });
    expect(await insert("model", AT_MS + 1)).toEqual(model);
    await insert("dataset", AT_MS);
    const list = await world.metadata.read.types.list(projectId, WHOLE);
    expect(list.rows.map(({ name }) => name)).toEqual(["dataset", "model"]);
    expect(await world.metadata.read.types.find(projectId, "model")).toEqual(model);
    expect(await world.metadata.read.types.find((await world.project()).id, "model")).toBeNull();
  });
}
