import type {
  ArtifactId,
  CollectionId,
  EntityId,
  Job,
  JobId,
  JobKind,
  JobOptions,
  JobResult,
  ProjectId,
  UserId,
} from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** Deletes versions, and purges them later. Each call takes a batch and may be repeated. */
export interface DeletionRows {
  /**
   * Deletes committed versions, with their aliases and links. Their content stays until they are purged.
   *
   * @returns the collections whose `latest` was on one of them
   */
  delete(ids: readonly ArtifactId[], atMs: number): Promise<CollectionId[]>;
  /** Committed versions whose time to live has passed and that no link protects; locked for this transaction. */
  expired(nowMs: number, count: number): Promise<ArtifactId[]>;
  /**
   * Versions deleted at or before `deletedUntilMs` that still reference bytes and are not the base of a draft; locked
   * if called in a transaction.
   */
  purgeable(deletedUntilMs: number, count: number): Promise<ArtifactId[]>;
  /**
   * Those of the deleted versions that still reference bytes and are not the base of a draft; locked for this
   * transaction. `withKept` includes purged versions of which entries were kept for others.
   */
  purgeableOf(ids: readonly ArtifactId[], options: { withKept: boolean }): Promise<ArtifactId[]>;
  /** Deleted versions with their former aliases; locked for this transaction. */
  deleted(ids: readonly ArtifactId[]): Promise<DeletedVersion[]>;
  /** Deleted versions that can be undeleted, the last deleted first. */
  list(scope: DeletionScope, page: PageRequest): Promise<Page<DeletedVersion>>;
  /** Makes deleted versions that still have their content committed again; their aliases are not restored. */
  undelete(ids: readonly ArtifactId[], atMs: number): Promise<void>;
  /** Permanently deletes the references of deleted versions; their rows stay as tombstones. */
  purge(ids: readonly ArtifactId[]): Promise<void>;
}

/** The scope of a list of deleted versions; null means all. */
export interface DeletionScope {
  readonly entityId: EntityId | null;
  readonly projectId: ProjectId | null;
  /** Name of collections, including deleted ones. */
  readonly collection: string | null;
  /** Selects purged versions of which entries were kept for others, instead of versions that can be undeleted. */
  readonly isKeptForOthers?: boolean;
}

/** A deleted version that can be undeleted. */
export interface DeletedVersion {
  readonly id: ArtifactId;
  readonly collectionId: CollectionId;
  readonly deletedAtMs: number;
  /** Whether its content is gone. */
  readonly isPurged: boolean;
  /** The aliases it had. */
  readonly aliases: readonly { readonly collectionId: CollectionId; readonly alias: string }[];
}

/** Jobs and their leases. */
export interface JobRows {
  insert(job: {
    kind: JobKind;
    graceSeconds: number | null;
    options: JobOptions;
    createdBy: UserId | null;
    atMs: number;
  }): Promise<JobId>;
  byId(id: JobId): Promise<Job | null>;
  /** The newest first. */
  list(page: PageRequest): Promise<Page<Job>>;
  /** Returns the newest job of a kind, of any requester. */
  newest(kind: JobKind): Promise<Job | null>;
  /** Takes the oldest job that is waiting or whose lease expired; null if there is none. */
  take(atMs: number, leaseUntilMs: number): Promise<Job | null>;
  /** Extends the lease of a running job. */
  extend(id: JobId, leaseUntilMs: number): Promise<void>;
  /** Stores the progress of a running job. */
  report(id: JobId, result: JobResult): Promise<void>;
  finish(id: JobId, ending: JobEnding): Promise<void>;
}

/** The result of a finished job. */
interface JobEnding {
  readonly result: JobResult | null;
  readonly error: string | null;
  readonly atMs: number;
}
