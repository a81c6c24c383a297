import type { ArtifactId, BlobHash, BlobId, Md5Hex, ProjectId, RunId, UploadId } from "../../model/index.ts";

/**
 * Stores bytes once; verifies them on write and on read.
 *
 * When a call resolves, the bytes are synced and the rows committed.
 */
export interface BlobStore {
  /**
   * Stores a body and inserts its upload target, in one transaction with concurrent uploads.
   *
   * @throws `digest_mismatch`, `size_mismatch` (nothing is stored), `storage_full`, `unavailable` (send again)
   */
  accept(body: AsyncIterable<Uint8Array>, declared: Declared, uploadTarget: UploadTarget): Promise<AcceptedBlob>;
  /**
   * Assembles accepted parts into one blob, in order, and inserts its upload target. Concurrent calls with the same
   * arguments share one result.
   *
   * @throws `digest_mismatch`, `unavailable` if it takes longer than a client waits: call again
   */
  join(parts: readonly BlobHash[], declared: DeclaredDigests, uploadTarget: UploadTarget): Promise<AcceptedBlob>;
  /**
   * Opens stored bytes. Verifies each chunk before it is returned.
   *
   * @throws `not_found`; `damaged` from the iterator, before a wrong byte
   */
  open(hash: BlobHash, range?: ByteRange): Promise<OpenedBlob>;
  /**
   * Stores a node of a manifest with its segments, each once.
   *
   * @returns the id of the node's row
   */
  putNode(segments: readonly NewSegment[]): Promise<number>;
  /**
   * Reads a node or segment and verifies it.
   *
   * @throws `damaged`, `not_found`
   */
  readPart(chunkHash: string): Promise<Uint8Array>;
}

/** The digests the client declared for an assembled multipart upload. */
export interface DeclaredDigests {
  readonly md5: Md5Hex;
  /** Base64, if the entry is named by it. */
  readonly xxh128?: string;
}

/** The digests and size the client declared for a body. */
export interface Declared {
  readonly sizeBytes: number;
  readonly md5: Md5Hex | undefined;
  /** Base64, if the entry is named by it. */
  readonly xxh128?: string;
}

/** The purpose of a body; inserted in the transaction that makes the body durable. */
export type UploadTarget =
  | {
      readonly kind: "draft-file";
      readonly projectId: ProjectId;
      readonly artifactId: ArtifactId;
      readonly path: string;
      readonly digest: string;
    }
  | { readonly kind: "run-file"; readonly runId: RunId; readonly name: string; readonly atMs: number }
  | { readonly kind: "part"; readonly uploadId: UploadId; readonly partNumber: number };

/** An accepted body. */
export interface AcceptedBlob {
  readonly hash: BlobHash;
  readonly md5: Md5Hex;
  readonly sizeBytes: number;
}

/** In bytes, `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Stored bytes, ready to read. */
export interface OpenedBlob {
  readonly sizeBytes: number;
  /** The bytes of the range, in order; throws `damaged` before a wrong byte. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Encoded entries and their blobs, each once. */
export interface NewSegment {
  readonly bytes: Uint8Array;
  readonly firstPath: string;
  readonly entryCount: number;
  readonly blobIds: readonly BlobId[];
}
