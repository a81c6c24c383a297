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

/** The end of versions: deleted first, purged later. Each call takes a batch and may be repeated. */
export interface DeletionRows {
  /**
   * Deletes committed versions: names first, so that nothing leads to them any more. What they hold stays until they are
   * purged. Gives the collections whose `latest` was on one of them.
   */
  delete(ids: readonly ArtifactId[], atMs: number): Promise<CollectionId[]>;
  /** Committed versions whose time to live is over and that no link protects, held for this transaction. */
  expired(nowMs: number, count: number): Promise<ArtifactId[]>;
  /** Versions deleted up to a moment that hold bytes still and that no draft builds on, held for this transaction. */
  purgeable(deletedUntilMs: number, count: number): Promise<ArtifactId[]>;
  /**
   * Of these, the deleted versions that hold bytes still and that no draft builds on, held for this transaction; `withKept`:
   * also those purged ones of which entries were kept for others.
   */
  purgeableOf(ids: readonly ArtifactId[], options: { withKept: boolean }): Promise<ArtifactId[]>;
  /** Deleted versions with what they had, held for this transaction. */
  deleted(ids: readonly ArtifactId[]): Promise<DeletedVersion[]>;
  /** Deleted versions that hold their content still, the last deleted first. */
  list(place: DeletionScope, page: PageRequest): Promise<Page<DeletedVersion>>;
  /** Makes deleted versions that still hold their content committed again; those without aliases are found by index. */
  undelete(ids: readonly ArtifactId[], atMs: number): Promise<void>;
  /** Lets go of what deleted versions hold; they stay as tombstones. */
  purge(ids: readonly ArtifactId[]): Promise<void>;
}

/** Where deleted versions are looked for; null makes it wider. */
export interface DeletionScope {
  readonly entityId: EntityId | null;
  readonly projectId: ProjectId | null;
  /** The name of collections, deleted ones among them. */
  readonly collection: string | null;
  /** Those that were purged but for entries that others refer to, not those that can be brought back. */
  readonly isKeptForOthers?: boolean;
}

/** A deleted version as it can be brought back. */
export interface DeletedVersion {
  readonly id: ArtifactId;
  readonly collectionId: CollectionId;
  readonly deletedAtMs: number;
  /** What it held is gone. */
  readonly isPurged: boolean;
  /** The aliases it had. */
  readonly aliases: readonly { readonly collectionId: CollectionId; readonly alias: string }[];
}

/** Work that is asked for, and who does it. */
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
  /** The newest job of a kind, whoever asked for it. */
  newest(kind: JobKind): Promise<Job | null>;
  /** Takes the oldest job that waits or whose lease ran out; null when there is none. */
  take(atMs: number, leaseUntilMs: number): Promise<Job | null>;
  /** Keeps a job that takes longer than its lease. */
  extend(id: JobId, leaseUntilMs: number): Promise<void>;
  /** Says what a running job has done so far. */
  report(id: JobId, result: JobResult): Promise<void>;
  finish(id: JobId, ending: JobEnding): Promise<void>;
}

/** How a job ended. */
interface JobEnding {
  readonly result: JobResult | null;
  readonly error: string | null;
  readonly atMs: number;
}
