import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { BlobHash, BlobId, Md5Hex } from "../../../src/model/index.ts";
import { blake3Hex } from "../../../src/stores/blobs/pack/blake3.ts";
import { expectBytes } from "../blob-driver/checks.ts";
import { AT_MS, digestOf, parts as bodyOf } from "../metadata/world.ts";
import { newBytes, readBack, type StoreWorld } from "../store/world.ts";
import { damageWorld } from "./damage-world.ts";

/** Rules for stored bytes that are not what they were: on record, stored again, healed. */
export function damageRules(store: StoreWorld): void {
  const { chunksOf, partChunk, flip, readAndRecord, record, onRecord, send, publish, findDamage, verify, repair } =
    damageWorld(store);

  test("a damaged chunk is recorded once, with its location", async () => {
    const content = newBytes(3000);
    const { hash } = await send(content);
    const [chunk] = await chunksOf(hash);
    expect(await record([{ ...findDamage(chunk!), startByte: chunk!.start + 1 }])).toBe(0);
    expect(await record([{ ...findDamage(chunk!), pack: "elsewhere" }])).toBe(0);
    expect(await onRecord(hash)).toEqual([]);
    await flip(chunk!);
    expect(await readAndRecord(hash)).toMatchObject([{ chunk: hash, blob: hash, detail: /BLAKE3/ }]);
    await readAndRecord(hash);
    expect(await record([findDamage(chunk!)], AT_MS + 9)).toBe(0);
    expect(await onRecord(hash)).toMatchObject([{ foundBy: "read", foundAtMs: AT_MS, repairedAtMs: null }]);
    await store.send(await store.draft(await store.collection()), "again", content);
    const [healed] = await chunksOf(hash);
    expect(await onRecord(hash)).toMatchObject([{ repairedAtMs: AT_MS }]);
    expect(await record([findDamage(healed!)], AT_MS + 9)).toBe(1);
    expect(await onRecord(hash)).toMatchObject([{ foundAtMs: AT_MS + 9, repairedAtMs: null }]);
    await repair();
  });

  test("bytes that arrive again replace damaged ones: a small body, and one chunk of a large one", async () => {
    for (const content of [newBytes(20_000), newBytes(1_500_000)]) {
      const { hash } = await send(content);
      const before = await chunksOf(hash);
      const damaged = before[before.length >> 1]!;
      await flip(damaged);
      expect((await readAndRecord(hash)).map(({ chunk }) => chunk)).toEqual([damaged.hash]);
      const written = store.driver.calls.appends;
      expect(await store.send(await store.draft(await store.collection()), "again", content)).toBe(hash);
      expect(store.driver.calls.appends).toBeGreaterThan(written);
      const after = await chunksOf(hash);
      expect(after.map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
      const moved = after.filter((chunk, index) => chunk.pack !== before[index]!.pack);
      expect(moved.map(({ hash }) => hash)).toEqual([damaged.hash]);
      expectBytes(await readBack(store, hash), content);
      expect(await onRecord(damaged.hash)).toMatchObject([{ repairedAtMs: AT_MS }]);
    }
  });

  test("a file sent again in other parts replaces the damaged one", async () => {
    const content = newBytes(1_500_000);
    const { hash } = await send(content);
    const before = await chunksOf(hash);
    const draft = await store.draft(await store.collection());
    const file = { artifactId: draft.id, path: "file", digest: digestOf(content), entryDigest: null };
    const sendInParts = async (): Promise<unknown> => {
      const uploadId = await store.metadata.transaction((rows) => rows.uploads.open({ ...file, atMs: AT_MS }));
      // The border of the parts lies inside of the chunk that is damaged.
      const border = before.slice(0, 2).reduce((total, { raw }) => total + raw, 0) - 1000;
      const hashes: BlobHash[] = [];
      for (const [index, part] of [content.subarray(0, border), content.subarray(border)].entries()) {
        const declared = { sizeBytes: part.byteLength, md5: undefined };
        const uploadTarget = { kind: "part" as const, uploadId, partNumber: index + 1 };
        hashes.push((await store.blobs.accept(bodyOf(part), declared, uploadTarget)).hash);
      }
      const uploadTarget = { kind: "draft-file" as const, projectId: draft.projectId, ...file };
      const md5 = createHash("md5").update(content).digest("hex") as Md5Hex;
      return store.blobs.join(hashes, { md5 }, uploadTarget);
    };
    expect(await sendInParts()).toMatchObject({ hash });
    expect(await chunksOf(hash)).toEqual(before);
    await flip(before[1]!);
    expect((await readAndRecord(hash)).map(({ chunk }) => chunk)).toEqual([before[1]!.hash]);
    await sendInParts();
    expect((await chunksOf(hash)).map(({ hash }) => hash)).not.toContain(before[1]!.hash);
    expectBytes(await readBack(store, hash), content);
    await store.writer.collect();
    expect(await onRecord(before[1]!.hash)).toEqual([]);
    expect((await verify()).findings).toEqual([]);
  });

  test("undamaged bytes are not written again", async () => {
    const content = newBytes(1_200_000);
    const { hash } = await send(content);
    const before = await chunksOf(hash);
    await store.send(await store.draft(await store.collection()), "again", content);
    expect(await chunksOf(hash)).toEqual(before);
  });

  test("blobsAmong() and hasVersion() report a damaged file, segment and node, until they are repaired", async () => {
    const { damage } = store.metadata.read;
    const collection = await store.collection();
    const content = newBytes(900_000);
    const files = [{ path: "file", digest: digestOf(content), content }];
    const { draft, node } = await publish(collection, files);
    const { draft: other } = await publish(collection, []);
    const hash = blake3Hex(content) as BlobHash;
    const chunks = await chunksOf(hash);
    const [blob] = await store.metadata.read.manifests.blobs([hash]);
    const things = [chunks[1]!, await partChunk(0, node!.partId), await partChunk(1, node!.partId)];
    for (const [index, thing] of things.entries()) {
      expect(await damage.hasVersion(draft.id)).toBe(false);
      expect(await record([findDamage(thing)])).toBe(1);
      expect(await damage.hasVersion(draft.id)).toBe(true);
      expect(await damage.hasVersion(other.id)).toBe(false);
      expect([...(await damage.blobsAmong([blob!.id, 999_999 as BlobId]))]).toEqual(index === 0 ? [blob!.id] : []);
      expect(await store.metadata.transaction((rows) => rows.damage.markRepaired([thing.hash], AT_MS))).toBe(1);
    }
    expect(await damage.blobsAmong([blob!.id])).toEqual(new Set());
  });

  test("a collected chunk is no longer recorded as damaged", async () => {
    const { draft, hash } = await send(newBytes(400));
    await record([findDamage((await chunksOf(hash))[0]!)]);
    expect(await onRecord(hash)).toHaveLength(1);
    await store.place.engine.write
      .transaction()
      .execute((db) => db.deleteFrom("artifacts").where("id", "=", draft.id).execute());
    await store.writer.collect();
    expect(await onRecord(hash)).toEqual([]);
  });
}
