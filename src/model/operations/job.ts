import type { JobId } from "../ids.ts";

/**
 * What a server can be asked to do by itself: PURGE gives up deleted versions whose time to be brought back is over,
 * EXPIRE deletes versions whose time to live is, COLLECT gives back the bytes nothing refers to any more, VERIFY looks
 * whether rows and bytes are right, REPAIR mends what can be mended from what is stored.
 */
export type JobKind = "PURGE" | "EXPIRE" | "COLLECT" | "VERIFY" | "REPAIR";

/** What a job was asked for beside its kind: a JSON object whose words its kind knows. */
export type JobOptions = Readonly<Record<string, unknown>>;

/** What a job did, by name: counts, and sentences for people. */
export type JobResult = Readonly<Record<string, number | string | readonly string[]>>;

/** The life of a job: WAITING -> RUNNING -> DONE or FAILED; a job whose process ended is taken by another. */
export type JobState = "WAITING" | "RUNNING" | "DONE" | "FAILED";

/** A piece of work as it stands. */
export interface Job {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly state: JobState;
  /** Takes the place of the time the server would leave by itself (in seconds). */
  readonly graceSeconds: number | null;
  readonly options: JobOptions;
  /** What was done; of a job that takes long what was done so far. */
  readonly result: JobResult | null;
  readonly error: string | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}
