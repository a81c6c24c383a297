import type { ArtifactId, BlobHash, BlobId, Md5Hex, ProjectId, RunId, UploadId } from "../../model/index.ts";

/**
 * Where bytes live: verified on the way in, verified on the way out, stored once.
 *
 * What resolves is durable: the bytes were synced and the rows committed.
 */
export interface BlobStore {
  /**
   * Takes a body and enters what it was sent for, in one transaction with the bodies that arrive beside it.
   *
   * @throws `digest_mismatch`, `size_mismatch` (nothing is stored), `storage_full`, `unavailable` (send again)
   */
  accept(body: AsyncIterable<Uint8Array>, declared: Declared, uploadTarget: UploadTarget): Promise<AcceptedBlob>;
  /**
   * Makes one blob of parts that were accepted, in their order, and enters what it is for. Asked for the same again
   * while it works, it gives the same answer.
   *
   * @throws `digest_mismatch`, `unavailable` while it takes longer than a client waits: ask again
   */
  join(parts: readonly BlobHash[], declared: DeclaredDigests, uploadTarget: UploadTarget): Promise<AcceptedBlob>;
  /**
   * Opens stored bytes. Each chunk is verified before it is handed out.
   *
   * @throws `not_found`; `damaged` from the iterator, before a wrong byte
   */
  open(hash: BlobHash, range?: ByteRange): Promise<OpenedBlob>;
  /** Stores a node of a manifest with its segments, once each, and gives the node's row. */
  putNode(segments: readonly NewSegment[]): Promise<number>;
  /**
   * Reads a node or segment back, verified.
   *
   * @throws `damaged`, `not_found`
   */
  readPart(chunkHash: string): Promise<Uint8Array>;
}

/** What the sender says of the whole of a body that came in parts. */
export interface DeclaredDigests {
  readonly md5: Md5Hex;
  /** Base64, where it names the bytes. */
  readonly xxh128?: string;
}

/** What the sender says of a body. */
export interface Declared {
  readonly sizeBytes: number;
  readonly md5: Md5Hex | undefined;
  /** Base64, where it names the bytes. */
  readonly xxh128?: string;
}

/** What a body was sent for; entered in the transaction that makes it durable. */
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

/** What became of an accepted body. */
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

/** Stored bytes, ready to be read. */
export interface OpenedBlob {
  readonly sizeBytes: number;
  /** The bytes of the range, in order; throws `damaged` instead of giving a wrong byte. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Encoded entries and the blobs they name, each once. */
export interface NewSegment {
  readonly bytes: Uint8Array;
  readonly firstPath: string;
  readonly entryCount: number;
  readonly blobIds: readonly BlobId[];
}
