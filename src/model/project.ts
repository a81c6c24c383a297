import type { EntityId, ProjectId } from "./ids.ts";

/** The project of runs without one. */
export const UNCATEGORIZED = "uncategorized";

/** A project with the name of its owner. */
export interface Project {
  readonly id: ProjectId;
  readonly name: string;
  readonly entityId: EntityId;
  readonly entityName: string;
  readonly description: string | null;
  readonly access: string;
  /** The name of the user who created it; null if that user was deleted. */
  readonly createdBy: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** A deleted project can only be found by its id. */
  readonly isDeleted: boolean;
}
