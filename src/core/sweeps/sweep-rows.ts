import type {
  AgentId,
  JsonText,
  ProjectId,
  RunId,
  Sweep,
  SweepAgent,
  SweepId,
  SweepState,
  UserId,
} from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

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
  /** Hides the sweep; its runs stay. */
  delete(id: SweepId, atMs: number): Promise<void>;
  /** Newest first. */
  list(projectId: ProjectId, page: PageRequest): Promise<Page<Sweep>>;
  /** Locks the sweep for this transaction and returns it. */
  lock(id: SweepId): Promise<Sweep | null>;
  /** Adds runs of the project with these names to the sweep. */
  adoptRuns(sweep: Sweep, names: readonly string[]): Promise<void>;
  /** Requests the active runs of the sweep to stop: those of a user, or all if `startedBy` is undefined. */
  stopRuns(sweep: Sweep, startedBy: UserId | null | undefined): Promise<void>;
}

/** Changes of a sweep; undefined leaves a field unchanged. */
export interface SweepChanges {
  readonly displayName?: string;
  readonly description?: string;
  readonly state?: SweepState;
  readonly config?: string;
  readonly search?: Sweep["search"];
  readonly nextPoint?: number;
  readonly updatedAtMs: number;
}

/** Agents of sweeps. */
export interface SweepAgentRows {
  insert(agent: { sweepId: SweepId; host: string; atMs: number }): Promise<AgentId>;
  byId(id: AgentId): Promise<SweepAgent | null>;
  list(sweepId: SweepId, page: PageRequest): Promise<Page<SweepAgent>>;
  touch(id: AgentId, atMs: number): Promise<void>;
}

/** A combination that an agent received. */
export interface SweepPoint {
  /** Counts the combinations that the sweep handed out. */
  readonly number: number;
  readonly runName: string;
  /** The arguments of the run; null for an older row: then `number` is also the number of the combination. */
  readonly args: JsonText | null;
}

/**
 * The combinations that agents of sweeps received, each with the name of its run. A combination becomes free when it
 * must be handed out again, as another run.
 *
 * A combination has started when the project of the sweep has a run with that name. An agent is idle when its last
 * report is older than `idleBeforeMs`.
 */
export interface SweepPointRows {
  /** Records that an agent received a combination. */
  give(
    given: Omit<SweepPoint, "number" | "args"> & {
      agentId: AgentId;
      sweepId: SweepId;
      args: JsonText;
      argsKey: string;
    },
  ): Promise<void>;
  /** The combination that an agent has received and not started, or must resume and has not resumed. */
  pending(agentId: AgentId): Promise<(SweepPoint & { readonly isResumed: boolean }) | null>;
  /** The started runs of an agent, in the order of starting. */
  runsOf(agentId: AgentId): Promise<RunId[]>;
  /** Frees the combinations of idle agents whose run crashed or never started. */
  freeLost(sweepId: SweepId, idleBeforeMs: number): Promise<void>;
  /** Frees the combinations whose runs were deleted. */
  freeDeleted(sweepId: SweepId): Promise<void>;
  /** Takes the oldest free combination, which is no longer free; null if there is none. */
  takeFree(sweepId: SweepId): Promise<SweepPoint | null>;
  /**
   * Assigns the oldest preempted run to an agent; null if none is waiting. A run assigned to another agent is waiting
   * again when that agent is idle.
   */
  takePreempted(sweepId: SweepId, agentId: AgentId, idleBeforeMs: number): Promise<SweepPoint | null>;
  /** Runs handed out and not deleted, and how many of them are still active. */
  counts(sweepId: SweepId): Promise<{ readonly handedOut: number; readonly underWay: number }>;
  /** Returns those of the combinations that were handed out. */
  known(sweepId: SweepId, argsKeys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Combinations that are identified only by their number. */
  withoutArgs(sweepId: SweepId): Promise<number[]>;
  setArgs(sweepId: SweepId, rows: readonly { number: number; args: JsonText; argsKey: string }[]): Promise<void>;
  /** Returns those of the runs, by name, that must stop: on request, or because they were deleted. */
  toStop(sweep: Sweep, runNames: readonly string[]): Promise<string[]>;
}
