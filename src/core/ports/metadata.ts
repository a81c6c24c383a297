import type {
  Actor,
  Alias,
  ApiKey,
  ArtifactId,
  ArtifactType,
  BlobHash,
  BlobId,
  Collection,
  CollectionId,
  CollectionKind,
  Entity,
  EntityId,
  JsonText,
  LineStream,
  ManifestId,
  Md5Hex,
  MembershipId,
  Project,
  ProjectId,
  Role,
  Run,
  RunId,
  RunLine,
  TypeId,
  UploadId,
  User,
  UserId,
  Version,
  VersionMembership,
} from "../../model/index.ts";

/**
 * Everything that is kept as rows, in groups by noun.
 *
 * `read` sees the last committed state. A transaction is a callback; it is repeated when the engine asks for it, so it
 * must do nothing but read and write rows.
 */
export interface Metadata {
  readonly read: Rows;
  transaction<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
}

/** The groups of rows, over one connection or one transaction. */
export interface Rows {
  readonly accounts: AccountRows;
  readonly members: MemberRows;
  readonly projects: ProjectRows;
  readonly runs: RunRows;
  readonly runLines: RunLineRows;
  readonly runFiles: RunFileRows;
  readonly collections: CollectionRows;
  readonly types: TypeRows;
  readonly versions: VersionRows;
  readonly drafts: DraftRows;
  readonly uploads: UploadRows;
  readonly aliases: AliasRows;
  readonly tags: TagRows;
  readonly lineage: LineageRows;
  readonly manifests: ManifestRows;
}

/** Users, their keys, and the entities that own projects. */
export interface AccountRows {
  /** The holder of a key, by the SHA-256 of the key in hex. */
  actorByKey(keyHash: string): Promise<Actor | null>;
  actorByUser(id: UserId): Promise<Actor | null>;
  findUser(username: string): Promise<User | null>;
  findEntity(name: string): Promise<Entity | null>;
  insertEntity(entity: {
    name: string;
    kind: Entity["kind"];
    orgId: EntityId | null;
    createdAtMs: number;
  }): Promise<Entity>;
  insertUser(user: { entityId: EntityId; email: string; isAdmin: boolean; createdAtMs: number }): Promise<UserId>;
  insertKey(key: {
    userId: UserId;
    name: string;
    keyHash: string;
    description: string | null;
    createdAtMs: number;
  }): Promise<void>;
}

/** Who belongs where, and the rarer changes of accounts. */
export interface MemberRows {
  setMember(entityId: EntityId, userId: UserId, role: Role): Promise<void>;
  listMembers(entityId: EntityId): Promise<{ user: User; role: Role }[]>;
  listKeys(userId: UserId): Promise<ApiKey[]>;
  searchUsers(text: string, first: number): Promise<User[]>;
  updateUser(id: UserId, changes: { email?: string; isAdmin?: boolean; passwordHash?: string }): Promise<void>;
  deleteUser(id: UserId): Promise<void>;
  /** Removes an entity that owns no project; its teams go with an organisation. */
  deleteEntity(id: EntityId): Promise<void>;
}

export interface ProjectRows {
  find(entityName: string, name: string): Promise<Project | null>;
  byId(id: ProjectId): Promise<Project | null>;
  /** Gives the existing one when a twin was faster. */
  insert(project: {
    entityId: EntityId;
    name: string;
    description: string | null;
    access: string;
    createdBy: UserId | null;
    atMs: number;
  }): Promise<Project>;
  update(id: ProjectId, changes: { description?: string | null; access?: string; updatedAtMs: number }): Promise<void>;
  /** Newest first, after a number of rows. */
  list(entityId: EntityId, page: Page): Promise<Listed<Project>>;
  /** The next number for a run's display name, counted from 1. */
  nextRunNumber(id: ProjectId): Promise<number>;
  countRuns(id: ProjectId): Promise<number>;
}

/** A slice of a list. **Units** rows */
export interface Page {
  readonly after: number;
  readonly first: number;
}

/** A slice of a list with the length of the whole. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** The fields of a run that an upsert can set; undefined leaves a field as it is. */
export interface RunChanges {
  readonly displayName?: string;
  readonly state?: Run["state"];
  readonly jobType?: string;
  readonly group?: string;
  readonly notes?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly config?: JsonText;
  readonly summary?: JsonText;
  readonly host?: string;
  readonly program?: string;
  readonly commit?: string;
  readonly repo?: string;
  readonly sweepName?: string;
  readonly exitCode?: number;
  readonly isStopRequested?: boolean;
  readonly heartbeatAtMs?: number;
}

export interface RunRows {
  find(projectId: ProjectId, name: string): Promise<Run | null>;
  byId(id: RunId): Promise<Run | null>;
  byIds(ids: readonly RunId[]): Promise<Run[]>;
  insert(run: {
    projectId: ProjectId;
    name: string;
    displayName: string;
    createdBy: UserId | null;
    atMs: number;
  }): Promise<RunId>;
  update(id: RunId, changes: RunChanges): Promise<void>;
  /** All runs of a project, oldest first; filters and order are the verb's. */
  list(projectId: ProjectId): Promise<Run[]>;
  delete(id: RunId): Promise<void>;
}

/** Append-only line streams: the number of a line is its key, so a repeated post changes nothing. */
export interface RunLineRows {
  put(runId: RunId, stream: LineStream, firstNumber: number, lines: readonly string[]): Promise<void>;
  /** Lines by number, from `firstNumber` on. */
  read(runId: RunId, stream: LineStream, firstNumber: number, count: number): Promise<RunLine[]>;
  /** One more than the last number, for each stream. */
  counts(runId: RunId): Promise<Readonly<Record<LineStream, number>>>;
}

/** A file kept with a run. */
export interface RunFile {
  readonly name: string;
  readonly blobId: BlobId;
  readonly blob: BlobHash;
  readonly sizeBytes: number;
  /** Base64, as the wire shows it. */
  readonly md5: string;
  readonly updatedAtMs: number;
}

export interface RunFileRows {
  /** By name; all where `names` is undefined. */
  list(runId: RunId, names: readonly string[] | undefined): Promise<RunFile[]>;
  delete(runId: RunId, names: readonly string[]): Promise<void>;
}

export interface CollectionRows {
  find(projectId: ProjectId, name: string): Promise<Collection | null>;
  byId(id: CollectionId): Promise<Collection | null>;
  /** Gives the existing one when a twin was faster. */
  insert(collection: {
    projectId: ProjectId;
    typeId: TypeId;
    kind: CollectionKind;
    name: string;
    atMs: number;
  }): Promise<Collection>;
  update(
    id: CollectionId,
    changes: { name?: string; description?: string | null; typeId?: TypeId; deletedAtMs?: number; updatedAtMs: number },
  ): Promise<void>;
  list(projectId: ProjectId, type: TypeId | undefined): Promise<Collection[]>;
  /** Holds the collection for this transaction and gives its next version index, counted up. */
  takeVersionIndex(id: CollectionId): Promise<number>;
}

export interface TypeRows {
  find(projectId: ProjectId, name: string): Promise<ArtifactType | null>;
  /** Gives the existing one when a twin was faster. */
  insert(type: { projectId: ProjectId; name: string; atMs: number }): Promise<ArtifactType>;
  list(projectId: ProjectId): Promise<ArtifactType[]>;
}

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

export interface VersionRows {
  byId(id: ArtifactId): Promise<Version | null>;
  byIds(ids: readonly ArtifactId[]): Promise<Version[]>;
  /** The lowest committed version of a collection with a digest. */
  findCommitted(collectionId: CollectionId, digest: string): Promise<ArtifactId | null>;
  /** The committed version of a collection with the highest index. */
  newest(collectionId: CollectionId): Promise<ArtifactId | null>;
  /** By alias (`latest` included), or by index. */
  membership(
    collectionId: CollectionId,
    name: { alias: string } | { versionIndex: number },
  ): Promise<VersionMembership | null>;
  /** Whether a version is in a collection, as its own or as a link. */
  isMember(collectionId: CollectionId, id: ArtifactId): Promise<boolean>;
  /** The collections a version is in, its own first. */
  memberships(id: ArtifactId): Promise<VersionMembership[]>;
  /** Committed versions of a collection, newest first; filters and order are the verb's. */
  list(collectionId: CollectionId): Promise<VersionMembership[]>;
  update(
    id: ArtifactId,
    changes: {
      description?: string | null;
      metadata?: JsonText | null;
      ttlSeconds?: number | null;
      updatedAtMs: number;
    },
  ): Promise<void>;
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
}

export interface DraftRows {
  insert(draft: NewDraft): Promise<ArtifactId>;
  /** Holds the draft for this transaction. */
  lock(id: ArtifactId): Promise<Draft | null>;
  find(id: ArtifactId): Promise<Draft | null>;
  findByClientId(clientId: string): Promise<ArtifactId | null>;
  rememberClientId(clientId: string, id: ArtifactId): Promise<void>;
  /** The blob each announced file means: what this draft received under that name, else the project's one claim. */
  bind(draft: Draft, files: readonly AnnouncedFile[]): Promise<Binding[]>;
  /** Keeps blobs alive for a draft under the names they were declared by. */
  keep(id: ArtifactId, files: readonly (AnnouncedFile & { readonly blobId: BlobId })[]): Promise<void>;
  /** Turns a draft into a version. */
  commit(id: ArtifactId, version: CommittedFacts): Promise<MembershipId>;
}

/** What is known of a version at the moment it is committed. */
export interface CommittedFacts {
  readonly collectionId: CollectionId;
  readonly versionIndex: number;
  readonly manifestId: ManifestId;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  readonly atMs: number;
}

/** A file that is sent in parts. */
export interface Upload {
  readonly id: UploadId;
  readonly artifactId: ArtifactId;
  readonly path: string;
  readonly digest: string;
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

/** Aliases of collections. */
export interface AliasRows {
  /** Puts an alias on a version of the collection, taking it from any other. */
  set(collectionId: CollectionId, alias: string, id: ArtifactId, atMs: number): Promise<void>;
  /** Takes an alias away, when it is on that version. */
  remove(collectionId: CollectionId, alias: string, id: ArtifactId): Promise<void>;
  list(collectionId: CollectionId, page: Page): Promise<Listed<Alias>>;
}

export interface TagRows {
  addToVersion(id: ArtifactId, tags: readonly string[]): Promise<void>;
  removeFromVersion(id: ArtifactId, tags: readonly string[]): Promise<void>;
  addToCollection(id: CollectionId, tags: readonly string[]): Promise<void>;
  removeFromCollection(id: CollectionId, tags: readonly string[]): Promise<void>;
}

export interface LineageRows {
  addInput(edge: {
    runId: RunId;
    artifactId: ArtifactId;
    alias: string | null;
    usedAs: string | null;
    atMs: number;
  }): Promise<void>;
  /** `made` is never weakened to `logged-again`. */
  addOutput(edge: { runId: RunId; artifactId: ArtifactId; kind: "made" | "logged-again"; atMs: number }): Promise<void>;
  inputsOf(runId: RunId): Promise<ArtifactId[]>;
  outputsOf(runId: RunId): Promise<ArtifactId[]>;
  usersOf(id: ArtifactId): Promise<RunId[]>;
}

/** A manifest of a draft: announced first, received later. */
export interface ManifestRow {
  readonly id: ManifestId;
  readonly artifactId: ArtifactId;
  readonly kind: "FULL" | "INCREMENTAL" | "PATCH";
  readonly name: string;
  /** MD5 of the manifest's own bytes in base64; empty while unknown. */
  readonly md5: string;
  readonly baseId: ArtifactId | null;
  readonly runName: string;
  readonly isReceived: boolean;
  /** Artifact digest over its entries, once received. */
  readonly digest: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
}

/** A node of a manifest, in order: where its entries begin and how many there are. */
export interface ManifestNode {
  readonly partId: number;
  readonly firstPath: string;
  readonly entryCount: number;
}

export interface ManifestRows {
  insert(
    manifest: Omit<ManifestRow, "id" | "isReceived" | "digest" | "sizeBytes" | "entryCount"> & { atMs: number },
  ): Promise<ManifestId>;
  byId(id: ManifestId): Promise<ManifestRow | null>;
  /** In the order they were created. */
  ofDraft(id: ArtifactId): Promise<ManifestRow[]>;
  /** The manifest of a committed version. */
  ofVersion(id: ArtifactId): Promise<ManifestId | null>;
  /**
   * Puts the nodes under a manifest and marks it received; again with the same or other nodes replaces them.
   *
   * **Errors** `unavailable` when a node was collected since it was stored: store it again
   */
  receive(
    id: ManifestId,
    nodes: readonly ManifestNode[],
    facts: { digest: string; sizeBytes: number; entryCount: number },
  ): Promise<void>;
  nodes(id: ManifestId): Promise<(ManifestNode & { chunkHash: string })[]>;
  /** The rows of stored blobs by identity; missing ones are left out. */
  blobs(hashes: readonly BlobHash[]): Promise<BoundBlob[]>;
}

/** A file as a draft announces it. */
export interface AnnouncedFile {
  readonly path: string;
  /** Base64 MD5 as the wire writes it. */
  readonly digest: string;
}

/** What an announced file means: stored bytes, several candidates (a collision), or nothing yet. */
export type Binding = BoundBlob | "ambiguous" | "missing";

/** The stored bytes behind an announced file. */
export interface BoundBlob {
  readonly id: BlobId;
  readonly hash: BlobHash;
  readonly sizeBytes: number;
}
