import type { EntityId, ProjectId } from "./ids.ts";

/** The project a run without one goes to. */
export const UNCATEGORIZED = "uncategorized";

/** A project with the name of its owner. */
export interface Project {
  readonly id: ProjectId;
  readonly name: string;
  readonly entityId: EntityId;
  readonly entityName: string;
  readonly description: string | null;
  readonly access: string;
  /** The name of the user who made it; null when that user is gone. */
  readonly createdBy: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** A deleted one is found by its id alone. */
  readonly isDeleted: boolean;
}
