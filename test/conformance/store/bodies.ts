import { expect, test } from "vitest";
import type { UploadTarget } from "../../../src/core/ports/blob-store.ts";
import { blake3Hex } from "../../../src/stores/blobs/pack/blake3.ts";
import { expectBytes, expectFault } from "../blob-driver/checks.ts";
import { AT_MS, digestOf, parts, WHOLE } from "../metadata/world.ts";
import { compressibleBytes, draftTarget, inventory, newBytes, readBack, type StoreWorld } from "./world.ts";

const KIB = 1024;

const sizes = {
  "no bytes": 0,
  "one byte": 1,
  "256 KiB": 256 * KIB,
  "256 KiB and a byte": 256 * KIB + 1,
  "3 MiB": 3072 * KIB,
};

/** Rules for bodies that arrive whole. */
export function bodyRules(store: StoreWorld): void {
  for (const [what, sizeBytes] of Object.entries(sizes)) {
    for (const [kind, make] of [
      ["random", newBytes],
      ["compressible", compressibleBytes],
    ] as const) {
      test(`a body of ${what}, ${kind}, is read back as it was sent`, async () => {
        const content = make(sizeBytes);
        const draft = await store.draft(await store.collection());
        const uploadTarget = draftTarget(draft, "file", content);
        // Parts of an odd size, as sockets give them.
        const accepted = await store.blobs.accept(parts(content, 65_537), { sizeBytes, md5: undefined }, uploadTarget);
        const md5 = Buffer.from(digestOf(content), "base64").toString("hex");
        expect(accepted).toEqual({ hash: blake3Hex(content), md5, sizeBytes });
        expect((await store.blobs.open(accepted.hash)).sizeBytes).toBe(sizeBytes);
        expectBytes(await readBack(store, accepted.hash), content);
        const bound = await store.metadata.read.drafts.bind(draft, [{ path: "file", digest: digestOf(content) }]);
        expect(bound).toMatchObject([{ hash: accepted.hash, sizeBytes }]);
      });
    }
  }

  test("compressible bodies, small and large, take less space than their size", async () => {
    for (const sizeBytes of [100 * KIB, 3 * 1024 * KIB]) {
      const hash = await store.send(await store.draft(await store.collection()), "f", compressibleBytes(sizeBytes));
      const rows = await store.place.engine.read
        .selectFrom("blob_chunks")
        .innerJoin("blobs", "blobs.id", "blob_chunks.blob_id")
        .innerJoin("chunks", "chunks.id", "blob_chunks.chunk_id")
        .select(["chunks.stored_bytes", "chunks.raw_bytes"])
        .where("blobs.hash", "=", hash)
        .execute();
      expect(rows.reduce((total, row) => total + row.raw_bytes, 0)).toBe(sizeBytes);
      expect(rows.reduce((total, row) => total + row.stored_bytes, 0)).toBeLessThan(sizeBytes / 5);
    }
  });

  test("twenty concurrent equal bodies are stored once, small and large", async () => {
    for (const sizeBytes of [5000, 1024 * KIB]) {
      const content = newBytes(sizeBytes);
      const draft = await store.draft(await store.collection());
      const before = await inventory(store);
      const hashes = await Promise.all(Array.from({ length: 20 }, (_, n) => store.send(draft, `file-${n}`, content)));
      expect(new Set(hashes).size).toBe(1);
      const after = await inventory(store);
      expect(after["blobs"]! - before["blobs"]!).toBe(1);
      expect(after["claims"]! - before["claims"]!).toBe(1);
      expect(after["draft_blobs"]! - before["draft_blobs"]!).toBe(20);
      expect(after["chunks"]! - before["chunks"]!).toBe(after["blob_chunks"]! - before["blob_chunks"]!);
      expectBytes(await readBack(store, hashes[0]!), content);
    }
  });

  test("a body sent twenty times concurrently for one name has one row", async () => {
    const content = newBytes(3000);
    const draft = await store.draft(await store.collection());
    const before = await inventory(store);
    await Promise.all(Array.from({ length: 20 }, () => store.send(draft, "same", content)));
    const after = await inventory(store);
    expect(after["draft_blobs"]! - before["draft_blobs"]!).toBe(1);
  });

  test("concurrent bodies for one run file leave one of them", async () => {
    const runId = await store.run(await store.project());
    const contents = Array.from({ length: 10 }, (_, n) => newBytes(100 + n));
    const uploadTarget: UploadTarget = { kind: "run-file", runId, name: "out.txt", atMs: AT_MS };
    const accepted = await Promise.all(
      [...contents, ...contents].map((content) =>
        store.blobs.accept(parts(content), { sizeBytes: content.byteLength, md5: undefined }, uploadTarget),
      ),
    );
    const { rows: files } = await store.metadata.read.runFiles.list(runId, undefined, WHOLE);
    expect(files).toHaveLength(1);
    expect(accepted.map(({ hash }) => hash)).toContain(files[0]!.blob);
  });

  test("open() of an unknown blob throws not_found", async () => {
    await expectFault(store.blobs.open("f".repeat(64) as never), "not_found");
    await expectFault(store.blobs.readPart("f".repeat(64)), "not_found");
  });
}
