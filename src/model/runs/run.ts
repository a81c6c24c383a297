import type { LinesId, RunId } from "../ids.ts";
import type { JsonText } from "../json/json-text.ts";
import type { Project } from "../project.ts";

/** What a run is doing, in the words of the client. */
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

/** States in which a run has ended; a crashed one is back with its next report. */
export const FINAL_RUN_STATES: ReadonlySet<RunState> = new Set<RunState>(["finished", "failed", "crashed", "killed"]);

/** The append-only line streams of a run. */
export type LineStream = "history" | "events" | "output";

/** A run with where it lives and who started it. */
export interface Run {
  readonly id: RunId;
  readonly linesId: LinesId;
  /** The short id in addresses, unique inside the project. */
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
  /** The name of the user who started it; null when that user is gone. */
  readonly createdBy: string | null;
  readonly exitCode: number | null;
  readonly isStopRequested: boolean;
  readonly createdAtMs: number;
  readonly heartbeatAtMs: number;
  /** A deleted one is found by its id alone: what it used and made is still on record. */
  readonly isDeleted: boolean;
  /** Processes that began anew behind the lines of others, each as the only one at its time. */
  readonly soleProcesses: number;
  /** The user who asked whether it can be resumed, since its last report; 0 where the admin token did. */
  readonly resumeAskedBy: number | null;
}

/** A line of a stream with its number in the order of arrival, counted from 0. */
export interface RunLine {
  readonly number: number;
  readonly text: string;
}

/** The name of the one writer of a run that is not shared. */
export const SOLE_WRITER = "";
