import { createHash } from "node:crypto";
import type { BlobHash, Md5Hex } from "../../../model/index.ts";
import { blake3Hex, createBlake3 } from "../pack/blake3.ts";
import { createChunker } from "./fastcdc-chunker.ts";
import type { NewChunk } from "../commit/store-work.ts";

/** The digests of a complete body. */
interface BodyDigests {
  readonly hash: BlobHash;
  readonly md5: Md5Hex;
}

/** Chunks in a buffer that is reused once they are written. */
export interface CutBatch {
  readonly chunks: readonly NewChunk[];
  /** Returns the buffer for reuse; the chunks must not be read afterwards. */
  release(): void;
}

/** The hashing of one body. */
export interface HashSession {
  /** Hashes the next part and returns the chunks that are complete. The caller may reuse the part afterwards. */
  push(part: Uint8Array): Promise<CutBatch[]>;
  /** Completes the body. */
  finish(): Promise<{ batches: CutBatch[]; digests: BodyDigests }>;
  /** Releases the resources of the session; must always be called, also after an error. */
  close(): Promise<void>;
}

/**
 * Computes the digests of large bodies and, with `isCut`, splits them into chunks.
 *
 * `open` waits while too many bodies are in progress; TCP backpressure pauses their senders.
 */
export interface BodyHasher {
  open(options: { readonly isCut: boolean }): Promise<HashSession>;
}

/** Hashes in the calling thread: for tests and for code that already runs in a worker thread. */
export const inlineHasher: BodyHasher = {
  async open({ isCut }) {
    const md5 = createHash("md5");
    const cuts = createCutSession(isCut);
    return {
      async push(part) {
        md5.update(part);
        return [ownBatch(cuts.push(part))];
      },
      async finish() {
        const { chunks, hash } = cuts.finish();
        return { batches: [ownBatch(chunks)], digests: { hash, md5: md5.digest("hex") as Md5Hex } };
      },
      async close() {},
    };
  },
};

function ownBatch(chunks: readonly NewChunk[]): CutBatch {
  return { chunks, release: () => {} };
}

/** Chunks a body and computes the BLAKE3 of the chunks and of the body. */
export interface CutSession {
  push(part: Uint8Array): NewChunk[];
  finish(): { chunks: NewChunk[]; hash: BlobHash };
}

/** Creates a session for one body. Copies chunks into memory from `takeBuffer`, by default a new buffer for each. */
export function createCutSession(isCut: boolean, takeBuffer?: (sizeBytes: number) => Uint8Array): CutSession {
  const bodyHash = createBlake3();
  const chunker = isCut ? createChunker(takeBuffer) : undefined;
  const named = (chunks: readonly Uint8Array[]): NewChunk[] =>
    chunks.map((bytes) => ({ hash: blake3Hex(bytes), bytes }));
  return {
    push(part) {
      bodyHash.update(part);
      return chunker === undefined ? [] : named(chunker.push(part));
    },
    finish: () => ({
      chunks: chunker === undefined ? [] : named(chunker.finish()),
      hash: bodyHash.digestHex() as BlobHash,
    }),
  };
}
