import type { AgentId, SweepId } from "../ids.ts";
import type { Project } from "../project.ts";
import type { SweepSearch } from "./sweep-search.ts";

/** The state of a sweep, in the client's words. */
export type SweepState = "PENDING" | "RUNNING" | "PAUSED" | "FINISHED" | "CANCELED";

/** Runs over combinations of values that agents request one by one. */
export interface Sweep {
  readonly id: SweepId;
  /** The short id in URLs, unique in the project. */
  readonly name: string;
  readonly project: Project;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly state: SweepState;
  /** YAML as it was sent. */
  readonly config: string;
  readonly search: SweepSearch;
  /** The number of the grid's next combination. */
  readonly nextPoint: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A process that requests combinations and runs them. */
export interface SweepAgent {
  readonly id: AgentId;
  readonly sweepId: SweepId;
  readonly host: string;
  readonly createdAtMs: number;
  readonly heartbeatAtMs: number;
}
