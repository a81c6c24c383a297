import type { NewSegment, UploadTarget } from "../../../core/ports/blob-store.ts";
import type { BlobHash, Md5Hex } from "../../../model/index.ts";

/** A chunk on its way into the store. */
export interface NewChunk {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** A chunk of a body: where it begins in the body and what it is (in bytes). */
export interface BodyChunk {
  readonly hash: string;
  readonly startByte: number;
}

/** A body small enough to travel with its bytes. */
interface SmallBody {
  readonly kind: "small-body";
  readonly hash: BlobHash;
  readonly md5: Md5Hex;
  readonly bytes: Uint8Array;
  readonly uploadTarget: UploadTarget;
}

/** A body whose chunks went ahead through a stream of its own. */
interface LargeBody {
  readonly kind: "large-body";
  readonly hash: BlobHash;
  readonly md5: Md5Hex;
  readonly sizeBytes: number;
  readonly chunks: readonly BodyChunk[];
  readonly stream: number;
  readonly uploadTarget: UploadTarget;
}

/** A body made of chunks that are stored already: the parts of an upload in a row. */
interface JoinedBody {
  readonly kind: "joined-body";
  readonly hash: BlobHash;
  readonly md5: Md5Hex;
  readonly sizeBytes: number;
  readonly chunks: readonly BodyChunk[];
  readonly uploadTarget: UploadTarget;
}

/** A node of a manifest with its segments. */
interface NodeWork {
  readonly kind: "node";
  readonly segments: readonly NewSegment[];
}

/** The bytes of a chunk that is damaged, from elsewhere; they are the sealed ones. */
interface ChunkWork {
  readonly kind: "chunk";
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** One thing that a group commit makes durable. */
export type StoreWork = SmallBody | LargeBody | JoinedBody | NodeWork | ChunkWork;

/** The row a work became: of a blob, of a node, or of nothing new. */
export type WorkResult =
  | { readonly kind: "body" }
  | { readonly kind: "chunk" }
  | { readonly kind: "node"; readonly partId: number };
