import { createXXHash128 } from "hash-wasm";
import type { AcceptedBlob, DeclaredDigests, UploadTarget } from "../../../core/ports/blob-store.ts";
import type { BlobHash } from "../../../model/index.ts";
import type { StoreWriter } from "../store-writer.ts";
import type { BlobReader } from "../blob-reader.ts";
import type { BodyHasher } from "./body-hasher.ts";
import { checkMd5, checkXxh128Of } from "./check-body.ts";
import type { BodyChunk } from "../commit/store-work.ts";

/**
 * Creates one blob from the parts of an upload by concatenating their chunk lists. Writes no bytes; reads the parts
 * once to compute the digests of the result.
 *
 * @throws `digest_mismatch`, `damaged`, `unavailable`
 */
export async function joinParts(
  { writer, hasher, reader }: { writer: StoreWriter; hasher: BodyHasher; reader: BlobReader },
  parts: readonly BlobHash[],
  declared: DeclaredDigests,
  uploadTarget: UploadTarget,
): Promise<AcceptedBlob> {
  const xxh128 = declared.xxh128 === undefined ? undefined : await createXXHash128();
  const session = await hasher.open({ isCut: false });
  try {
    const chunks: BodyChunk[] = [];
    let sizeBytes = 0;
    for (const part of parts) {
      const partStart = sizeBytes;
      for (const { hash, startByte } of await reader.chunksOf(part))
        chunks.push({ hash, startByte: partStart + startByte });
      const { bytes, sizeBytes: partBytes } = await reader.open(part);
      for await (const piece of bytes) {
        xxh128?.update(piece);
        await session.push(piece);
      }
      sizeBytes += partBytes;
    }
    const { digests } = await session.finish();
    checkMd5(digests.md5, { sizeBytes, md5: declared.md5 }, uploadTarget);
    if (xxh128 !== undefined) checkXxh128Of(xxh128.digest("hex"), declared.xxh128!, uploadTarget);
    await writer.commit({ kind: "joined-body", ...digests, sizeBytes, chunks, uploadTarget });
    return { ...digests, sizeBytes };
  } finally {
    await session.close();
  }
}
