import { expect, test } from "vitest";
import type { Accounting } from "../../../src/core/ports/accounting.ts";
import type {
  ArtifactId,
  Collection,
  EntityId,
  Project,
  StorageStats,
  StorageScope,
} from "../../../src/model/index.ts";
import { DAY_MS } from "../../../src/model/index.ts";
import { createAccounting } from "../../../src/stores/accounting/accounting.ts";
import { seededRandom, chooseSeed } from "../../support/seeded-random.ts";
import { AT_MS, commitDraft, digestOf } from "../metadata/world.ts";
import { compressibleBytes, liveBytes, newBytes, type StoreWorld } from "./world.ts";

/** Rules for what is told of storage: what it says would be freed is what the collector then gives back. */
export function accountingRules(store: StoreWorld): void {
  const accounting = (): Accounting => createAccounting(store.place.engine);
  const figures = (kind: StorageScope["kind"], id: number, within: EntityId | null = null): Promise<StorageStats> =>
    accounting().figures({ kind, id } as StorageScope, within);

  async function log(
    collection: Collection,
    files: Readonly<Record<string, Uint8Array>>,
    { isCommitted = true }: { isCommitted?: boolean } = {},
  ): Promise<ArtifactId> {
    const draft = await store.draft(collection);
    for (const [path, content] of Object.entries(files)) await store.send(draft, path, content);
    const named = Object.entries(files).map(([path, content]) => ({ path, digest: digestOf(content) }));
    if (!isCommitted) return draft.id;
    const manifestId = await store.manifest(draft.id);
    const nodes = [await store.node(draft, named)];
    await store.metadata.transaction(async (rows) => {
      await rows.manifests.receive(manifestId, nodes, { digest: "a".repeat(32), sizeBytes: 0, entryCount: 1 });
      await commitDraft(rows, draft, manifestId);
    });
    return draft.id;
  }

  /** What deleting, purging and collecting gives back. */
  async function freedByDeleting(ids: readonly ArtifactId[]): Promise<number> {
    await store.writer.collect();
    const before = await liveBytes(store);
    await store.metadata.transaction(async (rows) => {
      await rows.deletions.delete(ids, AT_MS);
      const purgeable = await rows.deletions.purgeable(AT_MS, 1000);
      const purged = ids.filter((id) => purgeable.includes(id));
      if (purged.length > 0) await rows.deletions.purge(purged);
    });
    await store.writer.collect();
    return before - (await liveBytes(store));
  }

  test("two versions that share a file each hold their own bytes, and both hold the shared ones", async () => {
    const collection = await store.collection();
    const [shared, first, second] = [newBytes(5000), newBytes(3000), newBytes(2000)];
    const one = await log(collection, { shared, own: first });
    const two = await log(collection, { shared, own: second });
    const [ofOne, ofTwo, ofBoth] = [
      await figures("version", one),
      await figures("version", two),
      await figures("collection", collection.id),
    ];
    expect(ofOne.sharedBytes).toBe(ofTwo.sharedBytes);
    expect(ofOne.sharedBytes).toBeGreaterThanOrEqual(5000);
    expect(ofOne.uniqueBytes - ofTwo.uniqueBytes).toBeGreaterThan(900);
    expect(ofBoth.sharedBytes).toBe(0);
    expect(ofBoth.uniqueBytes).toBe(ofOne.uniqueBytes + ofTwo.uniqueBytes + ofOne.sharedBytes);
    expect(await accounting().freedBy([one, two], null)).toBe(ofBoth.uniqueBytes);
    expect(await freedByDeleting([one])).toBe(ofOne.wouldFreeBytes);
    expect(await figures("version", two)).toMatchObject({
      sharedBytes: 0,
      uniqueBytes: ofTwo.uniqueBytes + ofOne.sharedBytes,
    });
  });

  test("bytes of a draft count as its own until the commit, and keep bytes shared with a version", async () => {
    const collection = await store.collection();
    const content = newBytes(4000);
    const version = await log(collection, { file: content });
    const draft = await log(collection, { file: content, more: newBytes(1000) }, { isCommitted: false });
    const before = await figures("version", version);
    expect(before.sharedBytes).toBeGreaterThanOrEqual(4000);
    expect((await figures("version", draft)).draftBytes).toBeGreaterThanOrEqual(1000);
    expect((await figures("collection", collection.id)).wouldFreeBytes).toBe(before.wouldFreeBytes);
    expect(await freedByDeleting([version])).toBe(before.wouldFreeBytes);
  });

  test("a version that a draft is based on frees nothing before the draft ends", async () => {
    const collection = await store.collection();
    const base = await log(collection, { file: newBytes(4000) });
    const draft = await store.draft(collection);
    const facts = { artifactId: draft.id, kind: "INCREMENTAL" as const, name: "m", md5: "", runName: "", atMs: AT_MS };
    await store.metadata.transaction((rows) => rows.manifests.insert({ ...facts, baseId: base }));
    expect(await figures("version", base)).toMatchObject({ wouldFreeBytes: 0 });
    expect((await figures("version", base)).uniqueBytes).toBeGreaterThanOrEqual(4000);
    expect(await freedByDeleting([base])).toBe(0);
  });

  test("run files count for project and entity, but deleting versions does not free them", async () => {
    const project = await store.project();
    const runId = await store.run(project);
    const content = newBytes(6000);
    const uploadTarget = { kind: "run-file" as const, runId, name: "output.log", atMs: AT_MS };
    await store.blobs.accept(asBody(content), { sizeBytes: 6000, md5: undefined }, uploadTarget);
    const held = await figures("project", project.id);
    expect(held).toMatchObject({ wouldFreeBytes: 0, sharedBytes: 0, draftBytes: 0 });
    expect(held.uniqueBytes).toBeGreaterThanOrEqual(6000);
    expect(await figures("entity", project.entityId)).toEqual(held);
  });

  test("the bytes of an entity count as if it were alone in the store", async () => {
    const [mine, theirs] = [await store.collection(), await store.collection()];
    const content = newBytes(4000);
    const [version, draft] = [
      await log(mine, { file: content, own: newBytes(1000) }),
      await log(mine, { half: newBytes(300) }, { isCommitted: false }),
    ];
    const within = mine.project.entityId;
    const before = [
      await figures("version", version, within),
      await figures("version", draft, within),
      await figures("entity", within, within),
    ];
    const freed = await accounting().freedBy([version], within);
    await log(theirs, { file: content });
    expect(await figures("version", version, within)).toEqual(before[0]);
    expect(await figures("version", draft, within)).toEqual(before[1]);
    expect(await figures("entity", within, within)).toEqual(before[2]);
    expect(await accounting().freedBy([version], within)).toBe(freed);
    expect((await figures("version", version)).sharedBytes).toBeGreaterThanOrEqual(4000);
    expect(before[0]).toMatchObject({ sharedBytes: 0, wouldFreeBytes: freed });
    expect(before[2]!.uniqueBytes + (await accounting().textsOf(within))).toBe(await accounting().heldBy(within));
    const twin = await log(mine, { file: content });
    expect((await figures("version", twin, within)).sharedBytes).toBeGreaterThanOrEqual(4000);
    expect(await accounting().freedBy([version, twin], within)).toBeGreaterThan(freed);
  });

  test("texts count too: lines, config, summary, notes and metadata, also of deleted runs and versions", async () => {
    const project = await store.project();
    const run = await store.run(project);
    const id = project.entityId;
    const before = await accounting().textsOf(id);
    const held = await accounting().heldBy(id);
    await store.metadata.transaction(async (rows) => {
      const placed = ["{}", "é".repeat(50)].map((text, number) => ({ number, text, step: undefined }));
      await rows.runLines.put(run as never, "history", "", placed);
      await rows.runs.update(run, { config: `{"a":"${"x".repeat(992)}"}`, notes: "n".repeat(7) });
    });
    // "{}" of the config is replaced.
    const texts = 2 + 100 + 1000 + 7 - 2;
    expect((await accounting().textsOf(id)) - before).toBe(texts);
    expect((await accounting().heldBy(id)) - held).toBe(texts);
  });

  test("the bytes of a day are those that arrived then and are still held", async () => {
    const collection = await store.collection();
    const [gone, stays] = [
      await log(collection, { file: newBytes(3000) }),
      await log(collection, { file: newBytes(500) }),
    ];
    const before = await figures("collection", collection.id);
    expect(before.days).toEqual([{ day: Math.floor(AT_MS / DAY_MS), bytes: before.uniqueBytes }]);
    await freedByDeleting([gone]);
    const after = await figures("collection", collection.id);
    expect(after.days).toEqual([
      { day: Math.floor(AT_MS / DAY_MS), bytes: (await figures("version", stays)).uniqueBytes },
    ]);
  });

  test("the totals of the store add up: live, pending and dead bytes in packs", async () => {
    const collection = await store.collection();
    const stuck = await log(collection, { file: newBytes(7000) }, { isCommitted: false });
    await store.writer.collect();
    const before = await accounting().ofStore();
    expect(before.unreferencedBytes).toBe(0);
    expect(before.liveBytes).toBe(await liveBytes(store));
    expect(before.packBytes).toBe(before.liveBytes + before.deadBytes);
    expect(before.draftBytes).toBeGreaterThanOrEqual(7000);
    await store.place.engine.write
      .transaction()
      .execute((db) => db.deleteFrom("artifacts").where("id", "=", stuck).execute());
    await store.writer.collect();
    const after = await accounting().ofStore();
    expect(before.liveBytes - after.liveBytes).toBeGreaterThanOrEqual(7000);
    expect(before.draftBytes - after.draftBytes).toBe(before.liveBytes - after.liveBytes);
  });

  test("the collector frees exactly the announced bytes, whatever versions share", async () => {
    const seed = chooseSeed();
    const random = seededRandom(seed);
    const large = newBytes(700_000);
    const contents = [
      newBytes(10),
      newBytes(3000),
      compressibleBytes(40_000),
      large,
      Buffer.concat([large.subarray(0, 400_000), newBytes(10), large.subarray(400_000)]),
    ];
    const projects: readonly Project[] = [await store.project(), await store.project()];
    const collections = [
      await store.collection(projects[0]),
      await store.collection(projects[0]),
      await store.collection(projects[1]),
    ];
    const versions: ArtifactId[] = [];
    for (let turn = 0; turn < 12; turn++) {
      const paths = ["a", "b", "c"].slice(0, 1 + random.below(3));
      const files = Object.fromEntries(paths.map((path) => [path, random.pick(contents)]));
      const id = await log(random.pick(collections), files, { isCommitted: random.below(5) > 0 });
      const { state } = (await store.metadata.read.versions.byId(id))!;
      if (state === "COMMITTED") versions.push(id);
    }
    for (const within of [null, projects[0]!.entityId]) {
      const all = await store.metadata.read.versions.byIds(versions);
      const of = all.filter(({ collection }) => within === null || collection.project.entityId === within);
      const ids = of.map(({ id }) => id);
      const each = await accounting().freedByEach(ids, within);
      const oneByOne: number[] = [];
      for (const id of ids) oneByOne.push(await accounting().freedBy([id], within));
      expect(each, `seed ${seed}`).toEqual(oneByOne);
    }
    while (versions.length > 0) {
      const chosen = versions.splice(0, 1 + random.below(3));
      const told = await accounting().freedBy(chosen, null);
      const alone = chosen.length === 1 ? (await figures("version", chosen[0]!)).wouldFreeBytes : told;
      expect(alone, `seed ${seed}`).toBe(told);
      expect(await freedByDeleting(chosen), `seed ${seed}`).toBe(told);
    }
    const held = await Promise.all(projects.map(({ id }) => figures("project", id)));
    for (const of of held) {
      expect(of.wouldFreeBytes, `seed ${seed}`).toBe(0);
      expect(of.draftBytes, `seed ${seed}: what is left are drafts`).toBe(of.uniqueBytes);
    }
  });
}

async function* asBody(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content;
}
