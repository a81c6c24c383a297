import type { AcceptedBlob, Announced, Receipt } from "../../core/ports/blob-store.ts";
import type { StoreWriter } from "../store-writer.ts";
import type { BodyHasher } from "./body-hasher.ts";
import { checkMd5, checkSize } from "./check-body.ts";
import type { BodyChunk, NewChunk } from "./store-work.ts";

/** Cuts a large body into chunks, sends them ahead through a lane, and commits the body when its digest is right. */
export async function storeLargeBody(
  { writer, hasher }: { writer: StoreWriter; hasher: BodyHasher },
  body: AsyncIterable<Uint8Array>,
  announced: Announced,
  receipt: Receipt,
): Promise<AcceptedBlob> {
  const session = await hasher.open({ isCut: true });
  const lane = await writer.openLane();
  try {
    const chunks: BodyChunk[] = [];
    let startByte = 0;
    let appended: Promise<void> = Promise.resolve();
    const send = async (batch: readonly NewChunk[]): Promise<void> => {
      if (batch.length === 0) return;
      for (const { hash, bytes } of batch) {
        chunks.push({ hash, startByte });
        startByte += bytes.byteLength;
      }
      // One batch is written while the next one is cut, and no more: memory does not grow with the file.
      await appended;
      appended = writer.appendToLane(lane, batch);
      appended.catch(() => {});
    };
    let sizeBytes = 0;
    for await (const part of body) {
      sizeBytes += part.byteLength;
      if (sizeBytes > announced.sizeBytes) break;
      await send(await session.push(part));
    }
    checkSize(sizeBytes, announced);
    const { chunks: rest, digests } = await session.finish();
    checkMd5(digests.md5, announced, receipt);
    await send(rest);
    await appended;
    await writer.commit({ kind: "large-body", ...digests, sizeBytes, chunks, lane, receipt });
    return { ...digests, sizeBytes };
  } catch (error) {
    await writer.abandonLane(lane);
    throw error;
  } finally {
    await session.close();
  }
}
