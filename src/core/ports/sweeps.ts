import type { AgentId, ProjectId, RunId, Sweep, SweepAgent, SweepId, SweepState } from "../../model/index.ts";
import type { Listed, Page } from "./metadata.ts";

/** Sweeps. */
export interface SweepRows {
  find(projectId: ProjectId, name: string): Promise<Sweep | null>;
  byId(id: SweepId): Promise<Sweep | null>;
  insert(
    sweep: Omit<Sweep, "id" | "project" | "nextPoint" | "createdAtMs" | "updatedAtMs"> & {
      projectId: ProjectId;
      atMs: number;
    },
  ): Promise<SweepId>;
  update(id: SweepId, changes: SweepChanges): Promise<void>;
  /** Newest first. */
  list(projectId: ProjectId, page: Page): Promise<Listed<Sweep>>;
  /** Holds the sweep for this transaction and gives it. */
  lock(id: SweepId): Promise<Sweep | null>;
}

/** What can change of a sweep; undefined leaves a field as it is. */
export interface SweepChanges {
  readonly displayName?: string;
  readonly description?: string;
  readonly state?: SweepState;
  readonly config?: string;
  readonly grid?: Sweep["grid"];
  readonly nextPoint?: number;
  readonly updatedAtMs: number;
}

/** Agents of sweeps, and the combinations they were given. */
export interface SweepAgentRows {
  insert(agent: { sweepId: SweepId; host: string; atMs: number }): Promise<AgentId>;
  byId(id: AgentId): Promise<SweepAgent | null>;
  list(sweepId: SweepId): Promise<SweepAgent[]>;
  touch(id: AgentId, atMs: number): Promise<void>;
  /** Writes down that an agent was given a combination, as the run of that name. */
  give(given: { agentId: AgentId; sweepId: SweepId; point: number; runName: string }): Promise<void>;
  /** The combinations of an agent in the order they were given; the run is null until it has begun. */
  points(id: AgentId): Promise<{ point: number; runName: string; runId: RunId | null }[]>;
}
