import { expect, test } from "vitest";
import type { Draft } from "../../src/core/ports/metadata.ts";
import { type BlobHash, isStemmaError } from "../../src/model/index.ts";
import { runTransaction } from "../../src/stores/metadata/metadata.ts";
import { expectBytes, expectFault, listAll } from "./blob-driver-checks.ts";
import { digestOf } from "./metadata-world.ts";
import { expectPacksMatchRows, newBytes, readBack, type StoreWorld } from "./store-world.ts";

/** How often a sender tries again, as the official client does. */
const MAX_TRIES = 20;

/** Between two rounds of the collector; far less than in a server, so that each of them meets writers. */
const PAUSE_MS = 100;

/** Rules for a store that is written while it is collected. */
export function collectingRules(store: StoreWorld): void {
  /** Sends again what was refused because bytes it shares were collected: the store asks for that. */
  async function untilStored<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries === MAX_TRIES || !isStemmaError(error, "unavailable")) throw error;
      }
    }
  }

  const drop = (draft: Draft): Promise<unknown> =>
    runTransaction(store.place.engine, (db) => db.deleteFrom("artifacts").where("id", "=", draft.id).execute());

  test("bodies and nodes that share bytes with what is being collected are whole when they are acknowledged", async () => {
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

  test("on a full disk a round gives dead packs back before it asks for room, and the next one finds nothing half done", async () => {
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

  test("what nobody holds is gone after a round, and what is held is not", async () => {
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

  test("a damaged record is not copied to a new pack: its chunk stays where it is, and the others are moved", async () => {
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

  test("a round that cannot write its new pack leaves none behind, and the next one moves what lives", async () => {
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
}
