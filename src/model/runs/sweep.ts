import type { AgentId, SweepId } from "../ids.ts";
import type { Project } from "../project.ts";
import type { SweepSearch } from "./sweep-search.ts";

/** The life of a sweep, in the words of the client. */
export type SweepState = "PENDING" | "RUNNING" | "PAUSED" | "FINISHED" | "CANCELED";

/** Runs over combinations of some values, handed out one by one to agents. */
export interface Sweep {
  readonly id: SweepId;
  /** The short id in addresses, unique inside the project. */
  readonly name: string;
  readonly project: Project;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly state: SweepState;
  /** YAML, as it arrived. */
  readonly config: string;
  readonly search: SweepSearch;
  /** The combination of a grid that is handed out next. */
  readonly nextPoint: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A process that asks for combinations and runs them. */
export interface SweepAgent {
  readonly id: AgentId;
  readonly sweepId: SweepId;
  readonly host: string;
  readonly createdAtMs: number;
  readonly heartbeatAtMs: number;
}
