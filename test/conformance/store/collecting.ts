import { expect, test } from "vitest";
import type { Draft } from "../../../src/core/ports/metadata.ts";
import {
  type BlobHash,
  DRAFT_IDLE_MS,
  EXPIRED_DRAFT_KEPT_MS,
  MAX_NAMED_FAULTS,
  SMALL_PACKS_TO_MERGE,
} from "../../../src/model/index.ts";
import { collect, type Collected } from "../../../src/stores/blobs/gc/collector.ts";
import { PendingPackDeletes } from "../../../src/stores/blobs/pack/pending-pack-deletes.ts";
import { runTransaction } from "../../../src/stores/metadata/engine/run-transaction.ts";
import { expectBytes, expectFault, listAll } from "../blob-driver/checks.ts";
import { AT_MS, digestOf } from "../metadata/world.ts";
import { expectPacksMatchRows, newBytes, readBack, type StoreWorld, untilStored } from "./world.ts";

/** Between two rounds of the collector; far less than in a server, so that each of them meets writers. */
const PAUSE_MS = 100;

/** Rules for a store that is written while it is collected. */
export function collectingRules(store: StoreWorld): void {
  const drop = (draft: Draft): Promise<unknown> =>
    runTransaction(store.place.engine, (db) => db.deleteFrom("artifacts").where("id", "=", draft.id).execute());

  test("bodies and nodes that share bytes with collected ones are complete when acknowledged", async () => {
    const collection = await store.collection();
    const contents = [newBytes(500), newBytes(40_000), newBytes(700_000)];
    const large = newBytes(1_500_000);
    contents.push(large, Buffer.concat([large.subarray(0, 900_000), newBytes(10), large.subarray(900_000)]));
    const kept: { draft: Draft; hash: BlobHash; content: Uint8Array }[] = [];
    const state = { isWriting: true };

    const writer = async (which: number): Promise<void> => {
      for (let turn = 0; turn < 8; turn++) {
        const draft = await store.draft(collection);
        const content = contents[(which + turn) % contents.length]!;
        const hash = await untilStored(() => store.send(draft, "file", content));
        const file = { path: "file", digest: digestOf(content) };
        const manifestId = await store.manifest(draft.id);
        const facts = { digest: "a".repeat(32), sizeBytes: content.byteLength, entryCount: 1 };
        await untilStored(async () => {
          // A node that no manifest holds yet may be collected: then it is put again.
          const node = await store.node(draft, [file]);
          await store.metadata.transaction((rows) => rows.manifests.receive(manifestId, [node], facts));
        });
        if (turn % 3 === 0) kept.push({ draft, hash, content });
        else {
          await store.metadata.transaction((rows) => rows.manifests.receive(manifestId, [], facts));
          await drop(draft);
        }
      }
    };
    const collector = async (): Promise<void> => {
      while (state.isWriting) {
        await untilStored(() => store.writer.collect());
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    };
    await Promise.all([collector(), Promise.all([0, 1, 2, 3].map(writer)).finally(() => (state.isWriting = false))]);
    await store.writer.collect();
    for (const { hash, content } of kept) expectBytes(await readBack(store, hash), content);
  });

  test("on a full disk a collection frees dead packs before it needs space, and the next one finds nothing half done", async () => {
    const collection = await store.collection();
    const [gone, stays] = [await store.draft(collection), await store.draft(collection)];
    await store.send(gone, "dead", newBytes(3_000_000));
    const kept = newBytes(200_000);
    await store.send(gone, "half", newBytes(250_000));
    const hash = await store.send(stays, "kept", kept);
    await store.restart();
    await drop(gone);
    const before = (await listAll(store.driver)).length;
    store.driver.failNext("append");
    await expect(store.writer.collect()).rejects.toMatchObject({ code: "storage_full" });
    expect((await listAll(store.driver)).length).toBeLessThan(before);
    await expectPacksMatchRows(store);
    const { packsRewritten, packsDeleted } = await store.writer.collect();
    expect({ packsRewritten, packsDeleted }).toEqual({ packsRewritten: 1, packsDeleted: 1 });
    await expectPacksMatchRows(store);
    expectBytes(await readBack(store, hash), kept);
  });

  test("a dead pack that cannot be deleted blocks no other, is counted, and is deleted in the next round", async () => {
    const collection = await store.collection();
    const gone = await store.draft(collection);
    for (const name of ["first", "second"]) {
      // A start begins a pack of its own.
      await store.restart();
      await store.send(gone, name, newBytes(50_000));
    }
    await store.restart();
    const before = (await listAll(store.driver)).length;
    await drop(gone);
    store.driver.failNext("delete");
    expect(await store.writer.collect()).toMatchObject({ packsDeleted: 1, packsUndeleted: 1, chunks: 2 });
    expect((await listAll(store.driver)).length).toBe(before - 1);
    expect(await store.writer.collect()).toMatchObject({ packsDeleted: 1, packsUndeleted: 0, chunks: 0 });
    expect((await listAll(store.driver)).length).toBe(before - 2);
    await expectPacksMatchRows(store);
  });

  test("a collection deletes unreferenced bytes and keeps referenced ones", async () => {
    const collection = await store.collection();
    const [gone, stays] = [await store.draft(collection), await store.draft(collection)];
    const shared = newBytes(300_000);
    const goneHash = await store.send(gone, "file", newBytes(2000));
    await store.send(gone, "shared", shared);
    const hash = await store.send(stays, "shared", shared);
    await drop(gone);
    await store.writer.collect();
    const rows = await store.place.engine.read.selectFrom("blobs").select("hash").execute();
    expect(rows.map((row) => row.hash)).not.toContain(goneHash);
    expectBytes(await readBack(store, hash), shared);
  });

  test("a damaged record stays in its pack while the others are moved", async () => {
    const collection = await store.collection();
    const [gone, stays] = [await store.draft(collection), await store.draft(collection)];
    await store.restart();
    const contents = [newBytes(2000), newBytes(2000)];
    const hashes = await Promise.all(contents.map((content, n) => store.send(stays, `kept ${n}`, content)));
    await store.send(gone, "litter", newBytes(100_000));
    // A start closes the pack of all three.
    await store.restart();
    const { engine } = store.place;
    const placeOf = (hash: BlobHash): Promise<{ id: number; pack_id: number; start_byte: number }> =>
      engine.read
        .selectFrom("chunks")
        .select(["id", "pack_id", "start_byte"])
        .where("hash", "=", hash)
        .executeTakeFirstOrThrow();
    const [damaged, whole] = [await placeOf(hashes[0]!), await placeOf(hashes[1]!)];
    expect(damaged.pack_id).toBe(whole.pack_id);
    const moveTo = (startByte: number): Promise<unknown> =>
      runTransaction(engine, (db) =>
        db.updateTable("chunks").set({ start_byte: startByte }).where("id", "=", damaged.id).execute(),
      );
    // A row that names the place of other bytes is the same to a reader as bytes that changed there.
    await moveTo(damaged.start_byte + 1);
    await drop(gone);
    await store.writer.collect();
    expect(await placeOf(hashes[0]!)).toEqual({ ...damaged, start_byte: damaged.start_byte + 1 });
    expect((await placeOf(hashes[1]!)).pack_id).not.toBe(whole.pack_id);
    await moveTo(damaged.start_byte);
    for (const [n, hash] of hashes.entries()) expectBytes(await readBack(store, hash), contents[n]!);
  });

  test("a round that cannot write its new pack leaves none, and the next one moves the live chunks", async () => {
    const collection = await store.collection();
    const [gone, stays] = [await store.draft(collection), await store.draft(collection)];
    const content = newBytes(2000);
    await store.restart();
    const hash = await store.send(stays, "kept", content);
    await store.send(gone, "litter", newBytes(100_000));
    await store.restart();
    await drop(gone);
    for (const call of ["append", "sync"] as const) {
      store.driver.failNext(call);
      await expectFault(store.writer.collect(), "storage_full");
      await expectPacksMatchRows(store);
    }
    const before = await listAll(store.driver);
    expect((await store.writer.collect()).packsRewritten).toBeGreaterThan(0);
    expect(await listAll(store.driver)).not.toEqual(before);
    expectBytes(await readBack(store, hash), content);
  });

  test("many small packs are merged, and every row points to its bytes", async () => {
    const collection = await store.collection();
    const draft = await store.draft(collection);
    const contents = Array.from({ length: SMALL_PACKS_TO_MERGE + 1 }, () => newBytes(3000));
    const hashes: BlobHash[] = [];
    for (const [n, content] of contents.entries()) {
      // A start begins a pack of its own.
      await store.restart();
      hashes.push(await store.send(draft, `file ${n}`, content));
    }
    await store.restart();
    await store.writer.collect();
    const packs = new Set<number>();
    for (const hash of hashes) {
      const { pack_id } = await store.place.engine.read
        .selectFrom("chunks")
        .select("pack_id")
        .where("hash", "=", hash)
        .executeTakeFirstOrThrow();
      packs.add(pack_id);
    }
    expect(packs.size).toBe(1);
    for (const [n, hash] of hashes.entries()) expectBytes(await readBack(store, hash), contents[n]!);
    await expectPacksMatchRows(store);
    expect((await store.writer.collect()).packsRewritten, "merged once, not again and again").toBe(0);
  });

  test("two concurrent rounds free the same bytes as one", async () => {
    const collection = await store.collection();
    const [gone, stays] = [await store.draft(collection), await store.draft(collection)];
    await store.restart();
    const content = newBytes(5000);
    const hash = await store.send(stays, "kept", content);
    for (let n = 0; n < 20; n++) await store.send(gone, `litter ${n}`, newBytes(20_000));
    await store.restart();
    await drop(gone);
    const { engine } = store.place;
    const { driver } = store;
    let made = 0;
    const round = (name: string): Promise<Collected> => {
      const newPackName = (): string => `${name}${String((made += 1)).padStart(8, "0")}`;
      const pendingDeletes = new PendingPackDeletes({ engine, driver });
      return untilStored(() => collect({ engine, driver, pendingDeletes, newPackName, clock: { nowMs: () => AT_MS } }));
    };
    const rounds = await Promise.all([round("one"), round("two")]);
    expect(rounds[0].chunks + rounds[1].chunks).toBe(20);
    await store.writer.collect();
    await store.writer.collect();
    expectBytes(await readBack(store, hash), content);
    await expectPacksMatchRows(store);
  });

  test("the draft of a silent client expires: its bytes are freed, its files are named and can be uploaded again", async () => {
    const collection = await store.collection();
    const draft = await store.draft(collection);
    const paths = Array.from({ length: 25 }, (_, n) => `file ${String(n).padStart(2, "0")}`);
    for (const path of paths) await store.send(draft, path, Buffer.from(`${path} of ${draft.id}`));
    const manifestId = await store.manifest(draft.id);
    const node = await store.node(draft, [
      { path: paths[0]!, digest: digestOf(Buffer.from(`${paths[0]!} of ${draft.id}`)) },
    ]);
    const facts = { digest: "a".repeat(32), sizeBytes: 9, entryCount: 1 };
    await store.metadata.transaction((rows) => rows.manifests.receive(manifestId, [node], facts));
    const touched = (atMs: number, column: "touched_at_ms" | "expired_at_ms" = "touched_at_ms"): Promise<unknown> =>
      runTransaction(store.place.engine, (db) =>
        db
          .updateTable("artifacts")
          .set({ [column]: atMs })
          .where("id", "=", draft.id)
          .execute(),
      );
    await touched(AT_MS - DRAFT_IDLE_MS);
    expect((await store.writer.collect()).drafts, "not a moment before").toBe(0);
    await touched(AT_MS - DRAFT_IDLE_MS - 1);
    expect((await store.writer.collect()).drafts).toBe(1);
    const { drafts, manifests, journal } = store.metadata.read;
    expect(await drafts.find(draft.id)).toMatchObject({
      state: "PENDING",
      expiredFiles: { count: 25, paths: paths.slice(0, MAX_NAMED_FAULTS) },
    });
    expect(await manifests.ofDraft(draft.id)).toMatchObject([{ id: manifestId, isReceived: false, entryCount: 0 }]);
    expect((await journal.list(collection.project.entityId, { after: null, first: 1 })).rows).toMatchObject([
      { action: "LAPSED", subject: `${collection.project.entityName}/${collection.project.name}/${collection.name}` },
    ]);
    expect((await store.writer.collect()).drafts, "once").toBe(0);

    const again = Buffer.from(`${paths[0]!} of ${draft.id}`);
    expectBytes(await readBack(store, await store.send(draft, paths[0]!, again)), again);
    await touched(AT_MS - DRAFT_IDLE_MS - 1);
    expect((await store.writer.collect()).drafts, "silent once more").toBe(1);
    await touched(AT_MS - EXPIRED_DRAFT_KEPT_MS - 1, "expired_at_ms");
    await store.writer.collect();
    expect(await drafts.find(draft.id), "forgotten in the end").toBeNull();
  });
}
