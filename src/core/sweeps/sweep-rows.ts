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
  /** Its runs stay; it is not found any more. */
  delete(id: SweepId, atMs: number): Promise<void>;
  /** Newest first. */
  list(projectId: ProjectId, page: PageRequest): Promise<Page<Sweep>>;
  /** Holds the sweep for this transaction and gives it. */
  lock(id: SweepId): Promise<Sweep | null>;
  /** Makes runs of the project with these names runs of the sweep. */
  adoptRuns(sweep: Sweep, names: readonly string[]): Promise<void>;
  /** Asks the runs of the sweep that have not ended to stop: those of a user, or all where `startedBy` is undefined. */
  stopRuns(sweep: Sweep, startedBy: UserId | null | undefined): Promise<void>;
}

/** What can change of a sweep; undefined leaves a field as it is. */
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

/** A combination as an agent was given it. */
export interface SweepPoint {
  /** Counts what the sweep handed out. */
  readonly number: number;
  readonly runName: string;
  /** What the run is called with; null for an older row: then `number` is also the number of the combination. */
  readonly args: JsonText | null;
}

/**
 * The combinations of sweeps that agents were given, each with the name of its run. A combination becomes free when it is
 * to be given once more, as another run.
 *
 * A run has begun when there is a run of that name in the project of the sweep. An agent is silent when its last sign is
 * older than `idleBeforeMs`.
 */
export interface SweepPointRows {
  /** Writes down that an agent was given a combination. */
  give(
    given: Omit<SweepPoint, "number" | "args"> & {
      agentId: AgentId;
      sweepId: SweepId;
      args: JsonText;
      argsKey: string;
    },
  ): Promise<void>;
  /** What an agent was given and has not begun, or is to resume and has not resumed. */
  pending(agentId: AgentId): Promise<(SweepPoint & { readonly isResumed: boolean }) | null>;
  /** The runs an agent was given and that have begun, in that order. */
  runsOf(agentId: AgentId): Promise<RunId[]>;
  /** Frees what silent agents were given, where the run crashed or never began. */
  freeLost(sweepId: SweepId, idleBeforeMs: number): Promise<void>;
  /** Frees the combinations whose runs were deleted. */
  freeDeleted(sweepId: SweepId): Promise<void>;
  /** Takes the free combination that was given first, so that it is free no more; null where none is free. */
  takeFree(sweepId: SweepId): Promise<SweepPoint | null>;
  /**
   * Gives an agent the preempted run that was handed out first; null where none waits. One that another agent is to
   * resume waits again when that agent is silent.
   */
  takePreempted(sweepId: SweepId, agentId: AgentId, idleBeforeMs: number): Promise<SweepPoint | null>;
  /** Runs handed out and not deleted, and how many of them have not ended. */
  counts(sweepId: SweepId): Promise<{ readonly handedOut: number; readonly underWay: number }>;
  /** Which of these combinations were given to somebody. */
  known(sweepId: SweepId, argsKeys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Combinations that are known by their number alone. */
  withoutArgs(sweepId: SweepId): Promise<number[]>;
  setArgs(sweepId: SweepId, rows: readonly { number: number; args: JsonText; argsKey: string }[]): Promise<void>;
  /** Which of these runs, by name, are to be stopped: someone asked for it, or they were deleted. */
  toStop(sweep: Sweep, runNames: readonly string[]): Promise<string[]>;
}
