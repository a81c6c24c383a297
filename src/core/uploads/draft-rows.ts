import type {
  ArtifactId,
  BlobHash,
  BlobId,
  CollectionId,
  EntityId,
  JsonText,
  ManifestId,
  Md5Hex,
  MembershipId,
  ProjectId,
  RunId,
  UploadId,
  UserId,
  Version,
} from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** The fields of a new draft. */
export interface NewDraft {
  readonly collectionId: CollectionId;
  readonly digest: string;
  readonly digestAlgorithm: string;
  readonly description: string | null;
  readonly metadata: JsonText | null;
  readonly ttlSeconds: number | null;
  readonly historyStep: number | null;
  readonly distributedId: string | null;
  readonly baseId: ArtifactId | null;
  readonly aliases: readonly string[];
  readonly madeByRunId: RunId | null;
  readonly createdBy: UserId | null;
  readonly atMs: number;
}

/** The fields of a draft that filling and committing it need. */
export interface Draft {
  readonly id: ArtifactId;
  readonly state: Version["state"];
  readonly collectionId: CollectionId;
  readonly projectId: ProjectId;
  readonly entityId: EntityId;
  readonly digest: string;
  readonly digestAlgorithm: string;
  readonly baseId: ArtifactId | null;
  readonly aliases: readonly string[];
  readonly madeByRunId: RunId | null;
  readonly distributedId: string | null;
  /** The uploads that expired while its client was idle; null if none did. */
  readonly expiredFiles: ExpiredFiles | null;
}

/** Files that have to be uploaded again. */
export interface ExpiredFiles {
  readonly count: number;
  /** Some of them. */
  readonly paths: readonly string[];
}

/** A file that a draft declares. */
export interface DeclaredFile {
  readonly path: string;
  /** Digest of the entry as on the wire: a base64 MD5 or an XXH128. */
  readonly digest: string;
  /** MD5 that the project may know the bytes by: `digest` if undefined; null if unknown. */
  readonly md5?: string | null;
}

/** The stored bytes of a declared file: a blob, several candidates (a collision), or none yet. */
export type Binding = BoundBlob | "ambiguous" | "missing";

/** The stored bytes of a declared file. */
export interface BoundBlob {
  readonly id: BlobId;
  readonly hash: BlobHash;
  readonly sizeBytes: number;
}

/** The fields that the commit sets on a version. */
interface CommittedFields {
  readonly collectionId: CollectionId;
  readonly versionIndex: number;
  readonly manifestId: ManifestId;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  readonly atMs: number;
}

/** The fields that another run sets on a shared draft; null leaves a field unchanged. */
interface JoiningFields {
  readonly aliases: readonly string[];
  readonly description: string | null;
  readonly metadata: JsonText | null;
  readonly ttlSeconds: number | null;
  readonly atMs: number;
}

/** A draft in the list of stuck drafts. */
export interface OpenDraft {
  readonly id: ArtifactId;
  readonly createdAtMs: number;
  /** Time of the last request of its client. */
  readonly touchedAtMs: number;
  /** When its uploads expired; null if they are still kept. */
  readonly expiredAtMs: number | null;
  /** Number of files declared or received. */
  readonly fileCount: number;
}

/** Drafts: versions that still receive files. */
export interface DraftRows {
  insert(draft: NewDraft): Promise<ArtifactId>;
  /** Locks the draft for this transaction. */
  lock(id: ArtifactId): Promise<Draft | null>;
  find(id: ArtifactId): Promise<Draft | null>;
  findByClientId(clientId: string): Promise<ArtifactId | null>;
  /** Returns the draft or version with a distributed id. */
  findByDistributedId(collectionId: CollectionId, distributedId: string): Promise<ArtifactId | null>;
  /**
   * Adds another run to the draft: its aliases are added, and its description, metadata and TTL, if set, replace the
   * earlier ones.
   */
  join(id: ArtifactId, fields: JoiningFields): Promise<void>;
  rememberClientId(clientId: string, id: ArtifactId): Promise<void>;
  /**
   * Returns the blob of each declared file: the one this draft received under that digest, else the project's only one.
   */
  bind(draft: Draft, files: readonly DeclaredFile[]): Promise<Binding[]>;
  /** Keeps blobs alive for a draft under the digests they were declared by. */
  keep(id: ArtifactId, files: readonly (DeclaredFile & { readonly blobId: BlobId })[]): Promise<void>;
  /** Records activity of the draft's client: the idle time restarts. */
  touch(id: ArtifactId, atMs: number): Promise<void>;
  /** Lists drafts, the longest idle first: of one entity, or all. */
  listOpen(entityId: EntityId | null, page: PageRequest, nowMs: number): Promise<Page<OpenDraft>>;
  /** Marks drafts as expired, so that the next garbage collection discards their uploads. */
  markExpired(ids: readonly ArtifactId[]): Promise<void>;
  /** Commits a draft as a version and drops its other manifests. */
  commit(id: ArtifactId, version: CommittedFields): Promise<MembershipId>;
}

/** A multipart upload of a file. */
interface Upload {
  readonly id: UploadId;
  readonly artifactId: ArtifactId;
  readonly path: string;
  /** Base64 MD5. */
  readonly digest: string;
  /** Digest of the entry, if it is not the MD5. */
  readonly entryDigest: string | null;
}

/** Multipart uploads and their received parts. */
export interface UploadRows {
  /** Creates an upload, or returns the existing one. */
  open(upload: Omit<Upload, "id"> & { atMs: number }): Promise<UploadId>;
  find(id: UploadId): Promise<Upload | null>;
  /** In the order of their numbers. */
  parts(id: UploadId): Promise<{ number: number; md5: Md5Hex; blob: BlobHash }[]>;
  isDone(id: UploadId): Promise<boolean>;
  /** Marks an upload as finished and drops its parts. */
  finish(id: UploadId): Promise<void>;
}
