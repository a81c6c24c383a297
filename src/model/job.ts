import type { JobId } from "./ids.ts";

/**
 * What a server can be asked to do by itself: PURGE gives up deleted versions whose time to be brought back is over,
 * EXPIRE deletes versions whose time to live is, COLLECT gives back the bytes nothing refers to any more.
 */
export type JobKind = "PURGE" | "EXPIRE" | "COLLECT";

/** The life of a job: WAITING -> RUNNING -> DONE or FAILED; a job whose process ended is taken by another. */
export type JobState = "WAITING" | "RUNNING" | "DONE" | "FAILED";

/** A piece of work as it stands. */
export interface Job {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly state: JobState;
  /** Takes the place of the time the server would leave by itself. **Units** seconds */
  readonly graceSeconds: number | null;
  /** What was done, by name. */
  readonly result: Readonly<Record<string, number>> | null;
  readonly error: string | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}
