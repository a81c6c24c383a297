import type { JobResult } from "../../model/index.ts";
import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";

const POLL_INTERVAL_MS = 200;
const START_JOB =
  "mutation Start($kind: JobKind!, $grace: Int64, $options: JSON) { startJob(kind: $kind, graceSeconds: $grace, options: $options) { id } }";
const READ_JOB = "query Read($id: ID!) { job(id: $id) { state result error } }";

interface JobState {
  readonly state: "WAITING" | "RUNNING" | "DONE" | "FAILED";
  readonly result: JobResult | null;
  readonly error: string | null;
}

/** A job to run, and a callback for its progress. */
export interface JobRequest {
  readonly kind: string;
  readonly graceSeconds?: number | undefined;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly onProgress?: (soFar: JobResult) => void;
}

/**
 * Runs a job on a server and waits until it is finished.
 *
 * @throws `unavailable` if the job failed
 */
export async function runJob(server: AdminConnection, request: JobRequest): Promise<JobResult> {
  const { kind, graceSeconds = null, options = {}, onProgress = () => {} } = request;
  const variables = { kind, grace: graceSeconds, options };
  const { startJob } = await server.ask<{ startJob: { id: string } }>(START_JOB, variables);
  for (;;) {
    const { job } = await server.ask<{ job: JobState }>(READ_JOB, { id: startJob.id });
    if (job.state === "FAILED") throw new StemmaError("unavailable", `Cannot ${kind.toLowerCase()}: ${job.error}`);
    if (job.state === "DONE") return job.result ?? {};
    if (job.result !== null) onProgress(job.result);
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}
