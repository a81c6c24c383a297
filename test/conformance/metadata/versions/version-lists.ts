import { beforeAll, expect, test } from "vitest";
import { listVersions } from "../../../../src/core/artifacts/list-versions.ts";
import type { Ports } from "../../../../src/core/ports/ports.ts";
import { versionLookup } from "../../../../src/core/artifacts/version-lookup.ts";
import {
  type ArtifactId,
  type Collection,
  type Cursor,
  meetsFilter,
  readFilter,
  readOrder,
  versionFilterFields,
} from "../../../../src/model/index.ts";
import { runTransaction } from "../../../../src/stores/metadata/engine/run-transaction.ts";
import { AT_MS, WHOLE, type World } from "../world.ts";

const FILTERS = [
  {},
  { state: "COMMITTED" },
  { state: "PENDING" },
  { alias: "best" },
  { aliases: { $in: ["best", "latest", "none"] } },
  { alias: { $nin: ["best"] } },
  { alias: null },
  { $and: [{ alias: "best" }, { alias: "latest" }] },
  { tag: "red" },
  { tags: { $in: ["red", "blue"] }, version_index: { $gte: 3 } },
  { version_index: 4 },
  { version_index: { $gt: 2, $lte: 7 } },
  { version: "v3" },
  { digest: { $in: ["d1".repeat(16), "d2".repeat(16)] } },
  { createdAt: { $gte: new Date(AT_MS + 3000).toISOString(), $lt: new Date(AT_MS + 6000).toISOString() } },
  { created_at: new Date(AT_MS + 4000).toISOString() },
  { "metadata.score": { $gt: 4 } },
  { $or: [{ alias: "best" }, { tag: "blue" }] },
  { $not: { tag: "red" } },
  { name: "no such" },
  { type: "dataset", description: { $regex: "^b" } },
  { alias: "" },
  { tag: "\0" },
];

const ORDERS = [
  "+version_index",
  "-version",
  "+created_at",
  "-created_at",
  "+updated_at",
  "-updated_at",
  "+size",
  "-digest",
  "+digest",
  "+description",
  "-description",
  "+metadata.score",
  "-metadata.score",
  "+alias",
  "+name",
];

/** Rules for the versions of a collection as they are listed: what filters and orders say holds on either engine. */
export function versionListRules(world: World): void {
  let collection: Collection;
  const ports = () =>
    ({
      metadata: world.metadata,
      eventLoop: { yieldToOthers: async () => {} },
      clock: { nowMs: () => AT_MS + 1_000_000 },
    }) as unknown as Ports;
  const make = async (of: Collection, at: number): Promise<ArtifactId> => {
    const id = await world.version(of, {
      digest: `d${at % 3}`.repeat(16),
      description: [null, "b", "a", "Ä"][at % 4]!,
      metadata: at % 5 === 0 ? null : JSON.stringify({ score: at % 5 === 1 ? "text" : at % 4, big: "x".repeat(at) }),
    });
    await runTransaction(world.place.engine, (db) =>
      db
        .updateTable("artifacts")
        .set({ created_at_ms: AT_MS + (at >> 1) * 1000 + 500, updated_at_ms: AT_MS + at * 10, size_bytes: at % 3 })
        .where("id", "=", id)
        .execute(),
    );
    return id;
  };
  const list = (of: Collection, filter: object, order: string | undefined, after: Cursor | null, first: number) =>
    listVersions(ports(), of, {
      filter: readFilter(JSON.stringify(filter), versionFilterFields),
      order: readOrder(order, versionFilterFields),
      page: { after, first },
    });

  beforeAll(async () => {
    collection = await world.collection();
    const ids: ArtifactId[] = [];
    for (let at = 0; at < 12; at++) ids.push(await make(collection, at));
    await world.metadata.transaction(async (rows) => {
      for (const [alias, at] of [
        ["best", 3],
        ["latest", 11],
        ["old", 3],
        ["x", 5],
      ] as const)
        await rows.aliases.set(collection.id, alias, ids[at]!, AT_MS);
      for (const at of [1, 3, 8]) await rows.tags.addToVersion(ids[at]!, ["red", ...(at === 8 ? ["blue"] : [])]);
    });
    collection = (await world.metadata.read.collections.byId(collection.id))!;
  });

  test.each(FILTERS)("a list of versions leaves what the filter %j means, and counts it", async (filter) => {
    const all = (await world.metadata.read.versions.list(collection.id, WHOLE)).rows;
    const { tree } = readFilter(JSON.stringify(filter), versionFilterFields);
    const expected = all.filter((row) => meetsFilter(tree, versionLookup(row))).map(({ versionIndex }) => versionIndex);
    for (const first of [1, 4, 100]) {
      const found: number[] = [];
      for (let after: Cursor | null = null; ;) {
        const page = await list(collection, filter, undefined, after, first);
        found.push(...page.rows.map(({ versionIndex }) => versionIndex));
        expect(await page.total()).toBe(expected.length);
        if (!page.hasNextPage) break;
        after = page.cursors.at(-1)!;
      }
      expect(found).toEqual(expected);
    }
  });

  test.each(ORDERS)(
    "a list of versions in the order %s gives each once, however small its pages are",
    async (order) => {
      const whole = (await list(collection, {}, order, null, 100)).rows;
      const field = readOrder(order, versionFilterFields)!.path;
      const values = whole.map((row) => versionLookup(row)(field)).filter((value) => typeof value === "number");
      const sign = order.startsWith("-") ? -1 : 1;
      if (field !== "metadata.score") expect(values).toEqual(values.toSorted((left, right) => sign * (left - right)));
      for (const first of [1, 5]) {
        const found: number[] = [];
        for (let after: Cursor | null = null; ;) {
          const page = await list(collection, {}, order, after, first);
          found.push(...page.rows.map(({ versionIndex }) => versionIndex));
          if (!page.hasNextPage) break;
          after = page.cursors.at(-1)!;
        }
        expect(found).toEqual(whole.map(({ versionIndex }) => versionIndex));
      }
      expect(whole.map(({ versionIndex }) => versionIndex).toSorted((a, b) => a - b)).toEqual([...Array(12).keys()]);
    },
  );

  test.each([undefined, ...ORDERS.filter((order) => !/updated|description|metadata/.test(order)), "-updated_at"])(
    "versions that are deleted or come while a list in the order %s is walked move no others",
    async (order) => {
      const of = await world.collection();
      const ids: ArtifactId[] = [];
      for (let at = 0; at < 9; at++) ids.push(await make(of, at));
      const there = new Set(ids.filter((_, at) => at % 3 !== 1));
      const met: ArtifactId[] = [];
      for (let after: Cursor | null = null, step = 0; ; step++) {
        const page = await list(of, {}, order, after, 2);
        met.push(...page.rows.map(({ version }) => version.id));
        if (!page.hasNextPage) break;
        after = page.cursors.at(-1)!;
        // One that was met or not is deleted, together with the row that the cursor stands on where it may go.
        const gone = [ids[step * 3 + 1], page.rows.at(-1)!.version.id].filter(
          (id) => id !== undefined && !there.has(id),
        );
        await world.metadata.transaction((rows) => rows.deletions.delete(gone as ArtifactId[], AT_MS));
        await make(of, 20 + step);
      }
      expect(met.length).toBe(new Set(met).size);
      expect(met.filter((id) => there.has(id)).toSorted((a, b) => a - b)).toEqual([...there]);
    },
  );

  test.each(["+updated_at", "+description", "-metadata.score"])(
    "a version that changes while a list in the order %s is walked does not come twice",
    async (order) => {
      const of = await world.collection();
      for (let at = 0; at < 7; at++) await make(of, at);
      const met: ArtifactId[] = [];
      for (let after: Cursor | null = null; ;) {
        const page = await list(of, {}, order, after, 2);
        met.push(...page.rows.map(({ version }) => version.id));
        const changes = { description: "zz", metadata: '{"score": -1}', updatedAtMs: AT_MS + 2_000_000 };
        for (const { version } of page.rows)
          await world.metadata.transaction((rows) => rows.versions.update(version.id, changes as never));
        if (!page.hasNextPage) break;
        after = page.cursors.at(-1)!;
      }
      expect([met.length, new Set(met).size]).toEqual([7, 7]);
    },
  );
}
