import fc from "fast-check";
import { expect, test } from "vitest";
import { createChunker } from "../../../src/stores/blobs/chunking/fastcdc-chunker.ts";
import { expectBytes, expectFault } from "../blob-driver/checks.ts";
import { compressibleBytes, liveBytes, newBytes, readBack, type StoreWorld } from "./world.ts";

const KIB = 1024;

/** Rules for the chunks of large bodies: ranges, sharing, damage. */
export function chunkRules(store: StoreWorld): void {
  test("any range of a body is read correctly", async () => {
    const draft = await store.draft(await store.collection());
    const mixed = Buffer.concat([newBytes(700 * KIB), compressibleBytes(600 * KIB), newBytes(300 * KIB)]);
    // A body that repeats itself refers to a chunk more than once, and its chunks lie in no order.
    const repeated = Buffer.concat([mixed.subarray(0, 1000 * KIB), mixed, mixed.subarray(500 * KIB)]);
    const contents = [newBytes(5000), mixed, repeated];
    const hashes = await Promise.all(contents.map((content, n) => store.send(draft, `file-${n}`, content)));
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.nat(), fc.nat(), async (which, from, length) => {
        const content = contents[which]!;
        const start = from % (content.byteLength + 1);
        const end = Math.min(content.byteLength, start + (length % (content.byteLength - start + 1)));
        expectBytes(await readBack(store, hashes[which]!, { start, end }), content.subarray(start, end));
      }),
      { numRuns: 100 },
    );
  });

  test("ranges around every chunk boundary are read correctly", async () => {
    const content = newBytes(1500 * KIB);
    const hash = await store.send(await store.draft(await store.collection()), "file", content);
    const rows = await store.place.engine.read
      .selectFrom("blob_chunks")
      .innerJoin("blobs", "blobs.id", "blob_chunks.blob_id")
      .select("blob_chunks.start_byte")
      .where("blobs.hash", "=", hash)
      .orderBy("blob_chunks.start_byte")
      .execute();
    expect(rows.length).toBeGreaterThan(2);
    for (const { start_byte: cut } of rows.slice(1)) {
      for (const [start, end] of [
        [cut - 1, cut + 1],
        [cut, cut + 1],
        [cut - 1, cut],
        [cut, cut],
      ] as const)
        expectBytes(await readBack(store, hash, { start, end }), content.subarray(start, end));
    }
  });

  test("bytes inserted into a body add few stored bytes", async () => {
    const content = newBytes(6 * 1024 * KIB);
    const inserted = Buffer.concat([content.subarray(0, 3_000_000), newBytes(1000), content.subarray(3_000_000)]);
    const draft = await store.draft(await store.collection());
    const empty = await liveBytes(store);
    await store.send(draft, "before", content);
    const first = await liveBytes(store);
    const hash = await store.send(draft, "after", inserted);
    const second = await liveBytes(store);
    expect(first - empty).toBeGreaterThanOrEqual(content.byteLength);
    expect(second - first).toBeLessThan(2 * 1024 * KIB);
    expectBytes(await readBack(store, hash), inserted);
    await store.send(draft, "again", inserted);
    expect(await liveBytes(store)).toBe(second);
  });

  test("a changed chunk throws damaged before a wrong byte is returned", async () => {
    const content = newBytes(2000 * KIB);
    const hash = await store.send(await store.draft(await store.collection()), "file", content);
    const { rows } = await chunkRows(store, hash);
    const bad = rows[2]!;
    // A row that names the place of other bytes is the same to a reader as bytes that changed there.
    const moveTo = (startByte: number): Promise<unknown> =>
      store.place.engine.write
        .transaction()
        .execute((db) =>
          db.updateTable("chunks").set({ start_byte: startByte }).where("id", "=", bad.chunk_id).execute(),
        );
    await moveTo(bad.start_byte + 1);
    const given: Uint8Array[] = [];
    const reading = (async () => {
      for await (const part of (await store.blobs.open(hash)).bytes) given.push(Uint8Array.from(part));
    })();
    await expectFault(reading, "damaged");
    const length = given.reduce((total, part) => total + part.byteLength, 0);
    expectBytes(Buffer.concat(given), content.subarray(0, length));
    expect(length).toBeLessThanOrEqual(bad.blob_start);
    await moveTo(bad.start_byte);
    expectBytes(await readBack(store, hash), content);
  });

  test("an intact record of another chunk throws damaged, as when two packs were swapped", async () => {
    const draft = await store.draft(await store.collection());
    const contents = [newBytes(2000), newBytes(2000)];
    const hashes = await Promise.all(contents.map((content, n) => store.send(draft, `twin ${n}`, content)));
    const [one, other] = await Promise.all(hashes.map(async (hash) => (await chunkRows(store, hash)).rows[0]!));
    const move = (id: number, startByte: number): Promise<unknown> =>
      store.place.engine.write
        .transaction()
        .execute((db) => db.updateTable("chunks").set({ start_byte: startByte }).where("id", "=", id).execute());
    await move(one!.chunk_id, other!.start_byte);
    await move(other!.chunk_id, one!.start_byte);
    for (const hash of hashes) await expectFault(readBack(store, hash), "damaged");
    for (const row of [one!, other!]) await move(row.chunk_id, row.start_byte);
    for (const [n, hash] of hashes.entries()) expectBytes(await readBack(store, hash), contents[n]!);
  });

  test("a blob that lost a chunk in its middle throws damaged, wherever its neighbours are", async () => {
    const draft = await store.draft(await store.collection());
    // The chunks of a body are written as they are ready: some tries have the neighbours side by side, and some have not.
    for (let attempt = 0; attempt < 4; attempt++) {
      const chunker = createChunker();
      const [first, lost, last] = chunker.push(newBytes(6000 * KIB));
      chunker.reset();
      const [neighbours, whole] = [Buffer.concat([first!, last!]), Buffer.concat([first!, lost!, last!])];
      await store.send(draft, `neighbours-${attempt}`, neighbours);
      const hash = await store.send(draft, `whole-${attempt}`, whole);
      const { blobId, rows } = await chunkRows(store, hash);
      expect(rows).toHaveLength(3);
      const middle = { blob_id: blobId, start_byte: rows[1]!.blob_start, chunk_id: rows[1]!.chunk_id };
      const write = store.place.engine.write.transaction();
      await write.execute((db) => db.deleteFrom("blob_chunks").where("chunk_id", "=", middle.chunk_id).execute());
      await expectFault(readBack(store, hash), "damaged");
      await write.execute((db) => db.insertInto("blob_chunks").values(middle).execute());
      expectBytes(await readBack(store, hash), whole);
    }
  });

  test("a reader can stop early without an error", async () => {
    const content = newBytes(5000 * KIB);
    const hash = await store.send(await store.draft(await store.collection()), "file", content);
    for await (const part of (await store.blobs.open(hash)).bytes) {
      expectBytes(part, content.subarray(0, part.byteLength));
      break;
    }
  });
}

async function chunkRows(store: StoreWorld, hash: string) {
  const rows = await store.place.engine.read
    .selectFrom("blob_chunks")
    .innerJoin("blobs", "blobs.id", "blob_chunks.blob_id")
    .innerJoin("chunks", "chunks.id", "blob_chunks.chunk_id")
    .select([
      "blobs.id as blob_id",
      "chunks.id as chunk_id",
      "chunks.start_byte",
      "chunks.stored_bytes",
      "blob_chunks.start_byte as blob_start",
    ])
    .where("blobs.hash", "=", hash)
    .orderBy("blob_chunks.start_byte")
    .execute();
  return { blobId: rows[0]!.blob_id, rows };
}
