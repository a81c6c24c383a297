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

/** What createArtifact writes down of a draft. */
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

/** A draft as the verbs that fill and commit it need it. */
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
  /** What it had received when its client was silent for too long; null where it never was. */
  readonly expiredFiles: ExpiredFiles | null;
}

/** Files that have to be sent again. */
export interface ExpiredFiles {
  readonly count: number;
  /** Some of them. */
  readonly paths: readonly string[];
}

/** A file as a draft declares it. */
export interface DeclaredFile {
  readonly path: string;
  /** What the entry is named by, as the wire writes it: a base64 MD5, or an XXH128. */
  readonly digest: string;
  /** What the project may know the bytes by: the digest where this is left out, null where nothing. */
  readonly md5?: string | null;
}

/** What an declared file means: stored bytes, several candidates (a collision), or nothing yet. */
export type Binding = BoundBlob | "ambiguous" | "missing";

/** The stored bytes behind an declared file. */
export interface BoundBlob {
  readonly id: BlobId;
  readonly hash: BlobHash;
  readonly sizeBytes: number;
}

/** What is known of a version at the moment it is committed. */
interface CommittedFields {
  readonly collectionId: CollectionId;
  readonly versionIndex: number;
  readonly manifestId: ManifestId;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  readonly atMs: number;
}

/** What a further run says of a draft; null leaves a field as it is. */
interface JoiningFields {
  readonly aliases: readonly string[];
  readonly description: string | null;
  readonly metadata: JsonText | null;
  readonly ttlSeconds: number | null;
  readonly atMs: number;
}

/** A draft as it is shown to who looks for stuck ones. */
export interface OpenDraft {
  readonly id: ArtifactId;
  readonly createdAtMs: number;
  /** When its client was heard of last. */
  readonly touchedAtMs: number;
  /** When what it had received was given up; null where it holds it still. */
  readonly expiredAtMs: number | null;
  /** Files it declared or received. */
  readonly fileCount: number;
}

/** Versions that still receive files. */
export interface DraftRows {
  insert(draft: NewDraft): Promise<ArtifactId>;
  /** Holds the draft for this transaction. */
  lock(id: ArtifactId): Promise<Draft | null>;
  find(id: ArtifactId): Promise<Draft | null>;
  findByClientId(clientId: string): Promise<ArtifactId | null>;
  /** The draft or version that runs with one distributed id fill. */
  findByDistributedId(collectionId: CollectionId, distributedId: string): Promise<ArtifactId | null>;
  /** Another run fills the draft too: its aliases come on top, and what it says of the version counts. */
  join(id: ArtifactId, facts: JoiningFields): Promise<void>;
  rememberClientId(clientId: string, id: ArtifactId): Promise<void>;
  /** The blob each declared file means: what this draft received under that name, else the project's one claim. */
  bind(draft: Draft, files: readonly DeclaredFile[]): Promise<Binding[]>;
  /** Keeps blobs alive for a draft under the names they were declared by. */
  keep(id: ArtifactId, files: readonly (DeclaredFile & { readonly blobId: BlobId })[]): Promise<void>;
  /** The client of a draft is there: its silence counts from now. */
  touch(id: ArtifactId, atMs: number): Promise<void>;
  /** Drafts, the longest silent first: of one entity, or all. */
  listOpen(entityId: EntityId | null, page: PageRequest, nowMs: number): Promise<Page<OpenDraft>>;
  /** Makes drafts as silent as can be: the collector's next round gives up what they received. */
  silence(ids: readonly ArtifactId[]): Promise<void>;
  /** EventLoop a draft into a version; of its manifests this one stays. */
  commit(id: ArtifactId, version: CommittedFields): Promise<MembershipId>;
}

/** A file that is sent in parts. */
interface Upload {
  readonly id: UploadId;
  readonly artifactId: ArtifactId;
  readonly path: string;
  /** Base64 MD5. */
  readonly digest: string;
  /** What the entry is named by, where that is another digest. */
  readonly entryDigest: string | null;
}

/** Uploads in parts, and the parts that arrived. */
export interface UploadRows {
  /** Gives the one that is there when it was opened before. */
  open(upload: Omit<Upload, "id"> & { atMs: number }): Promise<UploadId>;
  find(id: UploadId): Promise<Upload | null>;
  /** By number. */
  parts(id: UploadId): Promise<{ number: number; md5: Md5Hex; blob: BlobHash }[]>;
  isDone(id: UploadId): Promise<boolean>;
  /** Marks it done and lets go of its parts. */
  finish(id: UploadId): Promise<void>;
}
