import type { EntityId, Project, ProjectId, UserId } from "../../model/index.ts";
import type { Listed, Page } from "./pages.ts";

/** Projects and what they count. */
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
  /** Newest first. */
  list(entityId: EntityId, page: Page): Promise<Listed<Project>>;
  /** The next number for a run's display name, counted from 1. */
  nextRunNumber(id: ProjectId): Promise<number>;
}
