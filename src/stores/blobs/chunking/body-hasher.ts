import { createHash } from "node:crypto";
import type { BlobHash, Md5Hex } from "../../../model/index.ts";
import { blake3Hex, createBlake3 } from "../pack/blake3.ts";
import { createChunker } from "./fastcdc-chunker.ts";
import type { NewChunk } from "../commit/store-work.ts";

/** What is known of a whole body once its last byte was seen. */
interface BodyDigests {
  readonly hash: BlobHash;
  readonly md5: Md5Hex;
}

/** Chunks in memory that is used again once they are written. */
export interface CutBatch {
  readonly chunks: readonly NewChunk[];
  /** Gives the memory back; the chunks must not be looked at any more. */
  release(): void;
}

/** One body on its way through the hashes. */
export interface HashSession {
  /** Takes the next part, which the caller may use again afterwards; gives the chunks that are complete by now. */
  push(part: Uint8Array): Promise<CutBatch[]>;
  /** Ends the body. */
  finish(): Promise<{ batches: CutBatch[]; digests: BodyDigests }>;
  /** Lets go of what the session holds; always to be called, also after an error. */
  close(): Promise<void>;
}

/**
 * Computes the digests of large bodies and, where asked, cuts them into chunks.
 *
 * `open` waits while too many bodies are under way: their senders are held by TCP meanwhile.
 */
export interface BodyHasher {
  open(options: { readonly isCut: boolean }): Promise<HashSession>;
}

/** Hashes in the thread of the caller: for tests, and for what runs in a thread of its own already. */
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

/** The part of the work that cuts and names chunks, and the body itself. */
export interface CutSession {
  push(part: Uint8Array): NewChunk[];
  finish(): { chunks: NewChunk[]; hash: BlobHash };
}

/** Starts to cut a body, or only to name it; chunks are copied to memory of their own, or to what `takeBuffer` gives. */
export function createCutSession(isCut: boolean, takeBuffer?: (sizeBytes: number) => Uint8Array): CutSession {
  const whole = createBlake3();
  const chunker = isCut ? createChunker(takeBuffer) : undefined;
  const named = (chunks: readonly Uint8Array[]): NewChunk[] =>
    chunks.map((bytes) => ({ hash: blake3Hex(bytes), bytes }));
  return {
    push(part) {
      whole.update(part);
      return chunker === undefined ? [] : named(chunker.push(part));
    },
    finish: () => ({
      chunks: chunker === undefined ? [] : named(chunker.finish()),
      hash: whole.digestHex() as BlobHash,
    }),
  };
}
