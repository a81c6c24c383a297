import { createHash } from "node:crypto";
import type { AcceptedBlob, Announced, Receipt } from "../../core/ports/blob-store.ts";
import type { BlobHash, Md5Hex } from "../../model/index.ts";
import type { StoreWriter } from "../store-writer.ts";
import { blake3Hex, createBlake3 } from "./blake3.ts";
import { checkMd5, checkSize } from "./check-body.ts";
import { createCutter } from "./gear-cutter.ts";
import type { BodyChunk } from "./store-work.ts";

/** Cuts a large body into chunks, sends them ahead through a lane, and commits the body when its digest is right. */
export async function storeLargeBody(
  writer: StoreWriter,
  body: AsyncIterable<Uint8Array>,
  announced: Announced,
  receipt: Receipt,
): Promise<AcceptedBlob> {
  const lane = await writer.openLane();
  try {
    const cutter = createCutter();
    const md5 = createHash("md5");
    const blake3 = createBlake3();
    const chunks: BodyChunk[] = [];
    let cutBytes = 0;
    let sizeBytes = 0;
    const send = async (parts: readonly Uint8Array[]): Promise<void> => {
      if (parts.length === 0) return;
      const batch = parts.map((bytes) => ({ hash: blake3Hex(bytes), bytes }));
      for (const { hash, bytes } of batch) {
        chunks.push({ hash, startByte: cutBytes });
        cutBytes += bytes.byteLength;
      }
      await writer.appendToLane(lane, batch);
    };
    for await (const part of body) {
      sizeBytes += part.byteLength;
      if (sizeBytes > announced.sizeBytes) break;
      md5.update(part);
      blake3.update(part);
      await send(cutter.push(part));
    }
    checkSize(sizeBytes, announced);
    await send(cutter.finish());
    const accepted = { hash: blake3.digestHex() as BlobHash, md5: md5.digest("hex") as Md5Hex, sizeBytes };
    checkMd5(accepted.md5, announced, receipt);
    await writer.commit({
      kind: "large-body",
      hash: accepted.hash,
      md5: accepted.md5,
      sizeBytes,
      chunks,
      lane,
      receipt,
    });
    return accepted;
  } catch (error) {
    await writer.abandonLane(lane);
    throw error;
  }
}
