import type { LinesId, RunId } from "../ids.ts";
import type { JsonText } from "../json/json-text.ts";
import type { Project } from "../project.ts";

/** The state of a run, in the client's words. */
export type RunState =
  | "pending"
  | "running"
  | "finished"
  | "failed"
  | "crashed"
  | "killed"
  | "preempting"
  | "preempted";

/** Every state a run can be in. */
export const RUN_STATES: ReadonlySet<RunState> = new Set<RunState>([
  "pending",
  "running",
  "finished",
  "failed",
  "crashed",
  "killed",
  "preempting",
  "preempted",
]);

/** States of an ended run; the next report of a crashed run reactivates it. */
export const FINAL_RUN_STATES: ReadonlySet<RunState> = new Set<RunState>(["finished", "failed", "crashed", "killed"]);

/** The append-only line streams of a run. */
export type LineStream = "history" | "events" | "output";

/** A run with its project and its creator. */
export interface Run {
  readonly id: RunId;
  readonly linesId: LinesId;
  /** The short id in URLs, unique in the project. */
  readonly name: string;
  readonly displayName: string;
  readonly project: Project;
  readonly state: RunState;
  readonly jobType: string | null;
  readonly group: string | null;
  readonly notes: string | null;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly config: JsonText;
  readonly summary: JsonText;
  readonly host: string | null;
  readonly program: string | null;
  readonly commit: string | null;
  readonly repo: string | null;
  readonly sweepName: string | null;
  /** The name of the user who started it; null if that user was deleted. */
  readonly createdBy: string | null;
  readonly exitCode: number | null;
  readonly isStopRequested: boolean;
  readonly createdAtMs: number;
  readonly heartbeatAtMs: number;
  /** A deleted run can only be found by its id: its lineage is still on record. */
  readonly isDeleted: boolean;
  /** Number of sole processes that appended to the lines of earlier ones. */
  readonly soleProcesses: number;
  /** The user who asked since the last report whether it can be resumed; 0 is the admin token. */
  readonly resumeAskedBy: number | null;
}

/** A line of a stream with its number in the order of arrival, counted from 0. */
export interface RunLine {
  readonly number: number;
  readonly text: string;
}

/** The writer name of runs with a single writer. */
export const SOLE_WRITER = "";
