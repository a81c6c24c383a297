import type { NewSegment, UploadTarget } from "../../../core/ports/blob-store.ts";
import type { BlobHash, Md5Hex } from "../../../model/index.ts";

/** A chunk to be stored. */
export interface NewChunk {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** A chunk of a body and its offset in the body (in bytes). */
export interface BodyChunk {
  readonly hash: string;
  readonly startByte: number;
}

/** A body small enough to be passed with its bytes. */
interface SmallBody {
  readonly kind: "small-body";
  readonly hash: BlobHash;
  readonly md5: Md5Hex;
  readonly bytes: Uint8Array;
  readonly uploadTarget: UploadTarget;
}

/** A body whose chunks were written through an upload stream. */
interface LargeBody {
  readonly kind: "large-body";
  readonly hash: BlobHash;
  readonly md5: Md5Hex;
  readonly sizeBytes: number;
  readonly chunks: readonly BodyChunk[];
  readonly stream: number;
  readonly uploadTarget: UploadTarget;
}

/** A body that consists of stored chunks: the concatenated parts of an upload. */
interface JoinedBody {
  readonly kind: "joined-body";
  readonly hash: BlobHash;
  readonly md5: Md5Hex;
  readonly sizeBytes: number;
  readonly chunks: readonly BodyChunk[];
  readonly uploadTarget: UploadTarget;
}

/** A manifest node with its segments. */
interface NodeWork {
  readonly kind: "node";
  readonly segments: readonly NewSegment[];
}

/** The verified bytes of a corrupt chunk, from another source. */
interface ChunkWork {
  readonly kind: "chunk";
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** A unit of work for the group commit. */
export type StoreWork = SmallBody | LargeBody | JoinedBody | NodeWork | ChunkWork;

/** The row of committed work: a blob, a node, or no new row. */
export type WorkResult =
  | { readonly kind: "body" }
  | { readonly kind: "chunk" }
  | { readonly kind: "node"; readonly partId: number };
