import { expect, test } from "vitest";
import type { Cursor } from "../../../src/model/index.ts";
import { AT_MS, WHOLE, type World } from "./world.ts";

/** Rules for projects. */
export function projectRules(world: World): void {
  test("projects.insert() returns the project, and the unchanged one when repeated", async () => {
    const { id: userId, entity } = await world.user();
    const facts = { entityId: entity.id, name: "p", description: "first", access: "PRIVATE", createdBy: userId };
    const made = await world.metadata.transaction((rows) => rows.projects.insert({ ...facts, atMs: AT_MS }));
    expect(made).toEqual({
      id: made.id,
      name: "p",
      entityId: entity.id,
      entityName: entity.name,
      description: "first",
      access: "PRIVATE",
      createdBy: entity.name,
      createdAtMs: AT_MS,
      updatedAtMs: AT_MS,
      isDeleted: false,
    });
    const again = await world.metadata.transaction((rows) =>
      rows.projects.insert({ ...facts, description: "second", access: "OPEN", createdBy: null, atMs: AT_MS + 9 }),
    );
    expect(again).toEqual(made);
  });

  test("twenty concurrent inserts of one project return the same row", async () => {
    const { id: entityId } = await world.entity();
    const facts = { entityId, name: "same", description: null, access: "PRIVATE", createdBy: null, atMs: AT_MS };
    const made = await Promise.all(
      Array.from({ length: 20 }, () => world.metadata.transaction((rows) => rows.projects.insert(facts))),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect((await world.metadata.read.projects.list(entityId, { after: null, first: 10 })).rows).toHaveLength(1);
  });

  test("projects.find() ignores the case of the owner's name, but not of the project's", async () => {
    const project = await world.project();
    const { projects } = world.metadata.read;
    expect(await projects.find(project.entityName.toUpperCase(), project.name)).toEqual(project);
    expect(await projects.find(project.entityName, project.name.toUpperCase())).toBeNull();
    expect(await projects.find("nobody", project.name)).toBeNull();
    expect(await projects.byId(project.id)).toEqual(project);
    expect(await projects.byId(999_999_999 as never)).toBeNull();
  });

  test("projects.update() changes the given fields; null clears a description", async () => {
    const project = await world.project();
    const update = (changes: { description?: string | null; access?: string }): Promise<void> =>
      world.metadata.transaction((rows) => rows.projects.update(project.id, { ...changes, updatedAtMs: AT_MS + 1 }));
    const changed = { ...project, updatedAtMs: AT_MS + 1 };
    await update({ description: "text" });
    expect(await world.metadata.read.projects.byId(project.id)).toEqual({ ...changed, description: "text" });
    await update({ access: "OPEN" });
    const both = { ...changed, description: "text", access: "OPEN" };
    expect(await world.metadata.read.projects.byId(project.id)).toEqual(both);
    await update({ description: null });
    expect(await world.metadata.read.projects.byId(project.id)).toEqual({ ...both, description: null });
  });

  test("projects.list() returns a page of an owner's projects, newest first, and the total count", async () => {
    const { id: entityId } = await world.entity();
    await world.metadata.transaction(async (rows) => {
      const facts = { entityId, description: null, access: "PRIVATE", createdBy: null };
      for (const [name, atMs] of [
        ["old", AT_MS],
        ["newest", AT_MS + 2],
        ["twin-1", AT_MS + 1],
        ["twin-2", AT_MS + 1],
      ] as const)
        await rows.projects.insert({ ...facts, name, atMs });
    });
    const { cursors } = await world.metadata.read.projects.list(entityId, WHOLE);
    const list = async (after: Cursor | null, first: number): Promise<string[]> => {
      const { rows, total } = await world.metadata.read.projects.list(entityId, { after, first });
      expect(await total()).toBe(4);
      return rows.map(({ name }) => name);
    };
    expect(await list(null, 10)).toEqual(["newest", "twin-2", "twin-1", "old"]);
    expect(await list(cursors[0]!, 2)).toEqual(["twin-2", "twin-1"]);
    expect(await list(cursors[3]!, 2)).toEqual([]);
    expect(await list(null, 0)).toEqual([]);
    const none = await world.metadata.read.projects.list((await world.entity()).id, { after: null, first: 1 });
    expect([none.rows, await none.total()]).toEqual([[], 0]);
  });

  test("nextRunNumber() counts from 1", async () => {
    const project = await world.project();
    const next = (): Promise<number> => world.metadata.transaction((rows) => rows.projects.nextRunNumber(project.id));
    expect([await next(), await next()]).toEqual([1, 2]);
  });
}
