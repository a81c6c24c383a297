import { beforeAll, expect, test } from "vitest";
import { listCollections } from "../../../../src/core/artifacts/list-collections.ts";
import type { Ports } from "../../../../src/core/ports/ports.ts";
import {
  collectionFilterFields,
  type Cursor,
  type Project,
  readFilter,
  readOrder,
} from "../../../../src/model/index.ts";
import { AT_MS, type World } from "../world.ts";

/** The names of the collections that each filter leaves, the newest first. */
const FILTERS: readonly (readonly [object, string])[] = [
  [{}, "é B a Z c b"],
  [{ state: "READY" }, "é B a Z c b"],
  [{ state: "DELETED" }, ""],
  [{ name: "a" }, "a"],
  [{ name: { $in: ["a", "b", "none"] }, type: "model" }, "a b"],
  [{ type: { $ne: "model" } }, "B Z c"],
  [{ tag: "red" }, "B a c"],
  [{ $and: [{ tags: "red" }, { tags: "blue" }] }, "a"],
  [{ $or: [{ name: "b" }, { tag: "blue" }] }, "a b"],
  [{ name: { $regex: "^[a-z]" } }, "a c b"],
  [{ description: null }, "é a c"],
  [{ tag: "\0" }, ""],
];

const ORDERS: readonly (readonly [string, string])[] = [
  ["+name", "B Z a b c é"],
  ["-name", "é c b a Z B"],
  ["+created_at", "c b a Z é B"],
  ["-created_at", "é B a Z c b"],
  ["+description", "Z b B é a c"],
  ["-type", "é a b B Z c"],
  ["+tag", "é B a Z c b"],
];

/** Rules for the collections of a project as they are listed. */
export function collectionListRules(world: World): void {
  let project: Project;

  beforeAll(async () => {
    project = await world.project();
    await world.metadata.transaction(async (rows) => {
      for (const [at, name] of ["b", "c", "Z", "a", "B", "é"].entries()) {
        const typeName = ["c", "Z", "B"].includes(name) ? "dataset" : "model";
        const type = await rows.types.insert({ projectId: project.id, name: typeName, atMs: AT_MS });
        const facts = { projectId: project.id, typeId: type.id, kind: "source" as const };
        const { id } = await rows.collections.insert({ ...facts, name, atMs: AT_MS + (at >> 1) });
        const description = { b: "z", Z: "D", B: "Ü" }[name] ?? null;
        await rows.collections.update(id, { description, updatedAtMs: AT_MS });
        if ("cBa".includes(name)) await rows.tags.addToCollection(id, name === "a" ? ["red", "blue"] : ["red"]);
      }
    });
  });

  async function walk(filter: object, order: string | undefined, first: number): Promise<string> {
    const ports = {
      metadata: world.metadata,
      eventLoop: { yieldToOthers: async () => {} },
      clock: { nowMs: () => AT_MS },
    } as unknown as Ports;
    const names: string[] = [];
    for (let after: Cursor | null = null; ;) {
      const listed = await listCollections(ports, project, undefined, {
        filter: readFilter(JSON.stringify(filter), collectionFilterFields),
        order: readOrder(order, collectionFilterFields),
        page: { after, first },
      });
      names.push(...listed.rows.map(({ name }) => name));
      if (!listed.hasNextPage) {
        expect(await listed.total()).toBe(names.length);
        return names.join(" ");
      }
      after = listed.cursors.at(-1)!;
    }
  }

  test.each(FILTERS)(
    "a list of collections leaves what the filter %j means, in pages of any size",
    async (filter, names) => {
      for (const first of [1, 4, 100]) expect(await walk(filter, undefined, first)).toBe(names);
    },
  );

  test.each(ORDERS)(
    "a list of collections in the order %s gives each once, in pages of any size",
    async (order, names) => {
      for (const first of [1, 4, 100]) expect(await walk({}, order, first)).toBe(names);
    },
  );
}
