import { createXXHash128 } from "hash-wasm";
import type { AcceptedBlob, Declared, UploadTarget } from "../../../core/ports/blob-store.ts";
import type { StoreWriter } from "../store-writer.ts";
import type { BodyHasher, CutBatch } from "./body-hasher.ts";
import { checkMd5, checkSize, checkXxh128Of } from "./check-body.ts";
import type { BodyChunk } from "../commit/store-work.ts";

/**
 * Splits a large body into chunks, writes them through an upload stream as they arrive, and commits the body once its
 * digest matches.
 */
export async function storeLargeBody(
  { writer, hasher }: { writer: StoreWriter; hasher: BodyHasher },
  body: AsyncIterable<Uint8Array>,
  declared: Declared,
  uploadTarget: UploadTarget,
): Promise<AcceptedBlob> {
  const xxh128 = declared.xxh128 === undefined ? undefined : await createXXHash128();
  const session = await hasher.open({ isCut: true });
  const stream = await writer.openStream();
  const unreleased = new Set<CutBatch>();
  let appended: Promise<void> = Promise.resolve();
  try {
    const chunks: BodyChunk[] = [];
    let startByte = 0;
    const send = async (batches: readonly CutBatch[]): Promise<void> => {
      for (const batch of batches) unreleased.add(batch);
      for (const batch of batches) {
        for (const { hash, bytes } of batch.chunks) {
          chunks.push({ hash, startByte });
          startByte += bytes.byteLength;
        }
        // One batch is written while the next one is chunked, so that memory does not grow with the file.
        await appended;
        appended = writer.appendToStream(stream, batch.chunks).then(() => {
          unreleased.delete(batch);
          batch.release();
        });
        appended.catch(() => {});
      }
    };
    let sizeBytes = 0;
    for await (const part of body) {
      sizeBytes += part.byteLength;
      if (sizeBytes > declared.sizeBytes) break;
      xxh128?.update(part);
      await send(await session.push(part));
    }
    checkSize(sizeBytes, declared);
    const { batches, digests } = await session.finish();
    checkMd5(digests.md5, declared, uploadTarget);
    if (xxh128 !== undefined) checkXxh128Of(xxh128.digest("hex"), declared.xxh128!, uploadTarget);
    await send(batches);
    await appended;
    await writer.commit({ kind: "large-body", ...digests, sizeBytes, chunks, stream, uploadTarget });
    return { ...digests, sizeBytes };
  } catch (error) {
    await writer.abandonStream(stream);
    throw error;
  } finally {
    await appended.catch(() => {});
    for (const batch of unreleased) batch.release();
    await session.close();
  }
}
