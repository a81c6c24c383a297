import type { ArtifactId, EntityId, Project, ProjectId, UserId } from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** A deleted project and when it was deleted. */
export interface DeletedProject {
  readonly project: Project;
  readonly deletedAtMs: number;
}

/** Projects and what they count. */
export interface ProjectRows {
  find(entityName: string, name: string): Promise<Project | null>;
  byId(id: ProjectId): Promise<Project | null>;
  /** Projects whose names begin so, by their ids; so many of them. */
  beginningWith(prefix: string, count: number): Promise<Project[]>;
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
  /** Hides a project with its runs and collections, whose names are free then. Its versions are deleted by themselves. */
  delete(id: ProjectId, as: { name: string; atMs: number }): Promise<void>;
  /** Brings a deleted project back with the runs and collections that were deleted with it. */
  undelete(id: ProjectId, name: string): Promise<void>;
  /** Committed versions in a deleted project, or in any; so many of them. */
  versionsInDeleted(id: ProjectId | null, count: number): Promise<{ id: ArtifactId; deletedAtMs: number }[]>;
  /** Versions that were deleted with a project, the newest first, below an id. */
  deletedVersions(id: ProjectId, deletedAtMs: number, below: number, count: number): Promise<ArtifactId[]>;
  /** Deleted projects that are not purged, the last deleted first; of an entity where one is named. */
  listDeleted(entityId: EntityId | null, page: PageRequest): Promise<Page<DeletedProject>>;
  /** When a project was deleted, and whether it was purged; null for one that is there. */
  deletion(id: ProjectId): Promise<{ deletedAtMs: number; isPurged: boolean } | null>;
  /** Notes that projects which were deleted up to a moment cannot be brought back any more. */
  purge(deletedUntilMs: number, atMs: number): Promise<void>;
  /** Holds a project until the end of the transaction, so that two runs of one name are not made at once. */
  lock(id: ProjectId): Promise<void>;
  /** Newest first. */
  list(entityId: EntityId, page: PageRequest): Promise<Page<Project>>;
  /** The next number for a run's display name, counted from 1. */
  nextRunNumber(id: ProjectId): Promise<number>;
}
