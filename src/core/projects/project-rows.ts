import type { ArtifactId, EntityId, Project, ProjectId, UserId } from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** A deleted project with the time of its deletion. */
export interface DeletedProject {
  readonly project: Project;
  readonly deletedAtMs: number;
}

/** Projects and their counters. */
export interface ProjectRows {
  find(entityName: string, name: string): Promise<Project | null>;
  byId(id: ProjectId): Promise<Project | null>;
  /** Returns at most `count` projects with this prefix in their names, by id. */
  beginningWith(prefix: string, count: number): Promise<Project[]>;
  /** Returns the existing row if a concurrent call created it first. */
  insert(project: {
    entityId: EntityId;
    name: string;
    description: string | null;
    access: string;
    createdBy: UserId | null;
    atMs: number;
  }): Promise<Project>;
  update(id: ProjectId, changes: { description?: string | null; access?: string; updatedAtMs: number }): Promise<void>;
  /**
   * Hides a project with its runs and collections, whose names become available. Its versions must be deleted
   * separately.
   */
  delete(id: ProjectId, as: { name: string; atMs: number }): Promise<void>;
  /** Undeletes a project with the runs and collections that were deleted with it. */
  undelete(id: ProjectId, name: string): Promise<void>;
  /** At most `count` committed versions in a deleted project, or in any. */
  versionsInDeleted(id: ProjectId | null, count: number): Promise<{ id: ArtifactId; deletedAtMs: number }[]>;
  /** Versions that were deleted with a project, the newest first, below an id. */
  deletedVersions(id: ProjectId, deletedAtMs: number, below: number, count: number): Promise<ArtifactId[]>;
  /** Deleted projects that are not purged, the last deleted first; of one entity or of all. */
  listDeleted(entityId: EntityId | null, page: PageRequest): Promise<Page<DeletedProject>>;
  /** Returns when a project was deleted and whether it was purged; null if it is not deleted. */
  deletion(id: ProjectId): Promise<{ deletedAtMs: number; isPurged: boolean } | null>;
  /** Marks projects deleted at or before `deletedUntilMs` as purged: they can no longer be undeleted. */
  purge(deletedUntilMs: number, atMs: number): Promise<void>;
  /** Locks a project for this transaction, so that two runs with one name are not created concurrently. */
  lock(id: ProjectId): Promise<void>;
  /** Newest first. */
  list(entityId: EntityId, page: PageRequest): Promise<Page<Project>>;
  /** The next number for a run's display name, counted from 1. */
  nextRunNumber(id: ProjectId): Promise<number>;
}
