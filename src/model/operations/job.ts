import type { JobId } from "../ids.ts";

/**
 * The jobs of a server: PURGE drops the references of versions after their undelete window, EXPIRE deletes versions
 * after their time to live, COLLECT frees unreferenced bytes, VERIFY checks rows and bytes, REPAIR restores damaged
 * content from other copies in the store.
 */
export type JobKind = "PURGE" | "EXPIRE" | "COLLECT" | "VERIFY" | "REPAIR";

/** Further options of a job: a JSON object that depends on its kind. */
export type JobOptions = Readonly<Record<string, unknown>>;

/** The result of a job, by name: counts, and sentences for users. */
export type JobResult = Readonly<Record<string, number | string | readonly string[]>>;

/** The states of a job: WAITING -> RUNNING -> DONE or FAILED; another process takes a job whose process ended. */
export type JobState = "WAITING" | "RUNNING" | "DONE" | "FAILED";

/** A job with its state. */
export interface Job {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly state: JobState;
  /** Overrides the server's own delay (in seconds). */
  readonly graceSeconds: number | null;
  readonly options: JobOptions;
  /** The result; of a running job, its progress. */
  readonly result: JobResult | null;
  readonly error: string | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}
