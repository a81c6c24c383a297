import { createHash } from "node:crypto";
import { xxhash128 } from "hash-wasm";
import type { AcceptedBlob, Declared, BlobStore, UploadTarget } from "../../core/ports/blob-store.ts";
import {
  type BlobHash,
  type Md5Hex,
  SINGLE_CHUNK_BYTES,
  SMALL_BODIES_AT_ONCE,
  StemmaError,
} from "../../model/index.ts";
import { blake3Hex } from "./pack/blake3.ts";
import type { BlobReader } from "./blob-reader.ts";
import { checkMd5, checkSize, checkXxh128Of } from "./chunking/check-body.ts";
import { type BodyHasher, inlineHasher } from "./chunking/body-hasher.ts";
import { joinParts } from "./chunking/join-parts.ts";
import { deadline } from "../../async/deadline.ts";
import { Semaphore } from "../../async/semaphore.ts";
import { storeLargeBody } from "./chunking/large-body.ts";
import type { StoreWriter } from "./store-writer.ts";

/**
 * Creates the blob port. Checks and chunks bodies here, stores them through the writer and reads them through the
 * reader.
 */
export function createBlobStore({
  writer,
  reader,
  hasher = inlineHasher,
  smallBodies = new Semaphore(SMALL_BODIES_AT_ONCE),
}: {
  writer: StoreWriter;
  reader: BlobReader;
  hasher?: BodyHasher;
  /** Limits concurrent small uploads; passed in so that metrics can read it. */
  smallBodies?: Semaphore;
}): BlobStore {
  const ports = { writer, reader, hasher };
  const joining = new Map<string, Promise<AcceptedBlob>>();
  return {
    async accept(body, declared, uploadTarget) {
      if (declared.sizeBytes > SINGLE_CHUNK_BYTES) return storeLargeBody(ports, body, declared, uploadTarget);
      await smallBodies.acquire();
      try {
        return await storeSmallBody(writer, body, declared, uploadTarget);
      } finally {
        smallBodies.release();
      }
    },
    join(parts, declared, uploadTarget) {
      const key = JSON.stringify(uploadTarget);
      const joined =
        joining.get(key) ?? joinParts(ports, parts, declared, uploadTarget).finally(() => joining.delete(key));
      joining.set(key, joined);
      return deadline(joined, JOIN_TIMEOUT_MS, throwStillJoining);
    },
    open: (hash, range) => reader.open(hash, range),
    async putNode(segments) {
      const result = await writer.commit({ kind: "node", segments });
      if (result.kind !== "node") throw new Error("unexpected result kind for a node");
      return result.partId;
    },
    readPart: (chunkHash) => reader.readChunk(chunkHash),
  };
}

async function storeSmallBody(
  writer: StoreWriter,
  body: AsyncIterable<Uint8Array>,
  declared: Declared,
  uploadTarget: UploadTarget,
): Promise<AcceptedBlob> {
  const bytes = await collect(body, declared.sizeBytes);
  if (declared.xxh128 !== undefined) checkXxh128Of(await xxhash128(bytes), declared.xxh128, uploadTarget);
  const md5 = createHash("md5").update(bytes).digest("hex") as Md5Hex;
  checkMd5(md5, declared, uploadTarget);
  const accepted = { hash: blake3Hex(bytes) as BlobHash, md5, sizeBytes: bytes.byteLength };
  await writer.commit({ kind: "small-body", hash: accepted.hash, md5, bytes, uploadTarget });
  return accepted;
}

/** The client waits 30 s for a response. The join continues, and the next call awaits it or finds it done. */
const JOIN_TIMEOUT_MS = 20_000;

function throwStillJoining(): never {
  throw new StemmaError(
    "unavailable",
    "Cannot answer yet: the digest of the whole file is still being computed; try again",
  );
}

/** Collects a small body in a buffer of its own, so that it can be transferred to another thread. */
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
