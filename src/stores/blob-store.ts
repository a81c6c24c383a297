import { createHash } from "node:crypto";
import type { BlobStore } from "../core/ports/blob-store.ts";
import { type BlobHash, type Md5Hex, SINGLE_CHUNK_BYTES } from "../model/index.ts";
import { blake3Hex } from "./blobs/blake3.ts";
import type { BlobReader } from "./blobs/blob-reader.ts";
import { checkMd5, checkSize } from "./blobs/check-body.ts";
import { storeLargeBody } from "./blobs/large-body.ts";
import type { StoreWriter } from "./store-writer.ts";

/** The blob port: bodies are checked and cut here, made durable by the writer, read back through the reader. */
export function createBlobStore({ writer, reader }: { writer: StoreWriter; reader: BlobReader }): BlobStore {
  return {
    async accept(body, announced, receipt) {
      if (announced.sizeBytes > SINGLE_CHUNK_BYTES) return storeLargeBody(writer, body, announced, receipt);
      const bytes = await collect(body, announced.sizeBytes);
      const md5 = createHash("md5").update(bytes).digest("hex") as Md5Hex;
      checkMd5(md5, announced, receipt);
      const accepted = { hash: blake3Hex(bytes) as BlobHash, md5, sizeBytes: bytes.byteLength };
      await writer.commit({ kind: "small-body", hash: accepted.hash, md5, bytes, receipt });
      return accepted;
    },
    open: (hash, range) => reader.open(hash, range),
    async putNode(segments) {
      const result = await writer.commit({ kind: "node", segments });
      if (result.kind !== "node") throw new Error("a node became something else");
      return result.partId;
    },
    readPart: (chunkHash) => reader.readChunk(chunkHash),
  };
}

/** The whole of a small body in memory of its own, so that it can be handed to another thread. */
async function collect(body: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes);
  let length = 0;
  for await (const part of body) {
    if (length + part.byteLength > sizeBytes) checkSize(length + part.byteLength, { sizeBytes, md5: undefined });
    bytes.set(part, length);
    length += part.byteLength;
  }
  checkSize(length, { sizeBytes, md5: undefined });
  return bytes;
}
