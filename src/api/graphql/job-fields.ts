import { startJob } from "../../core/operations/start-job.ts";
import { type Job, type JobKind, type JobOptions, StemmaError } from "../../model/index.ts";
import type { Fields, RootField } from "./execution/graphql-context.ts";
import { nodeId } from "./node-id.ts";
import { preciseTime } from "./project-fields.ts";

/** Mutations of the server's own work. */
export const jobMutations: Readonly<Record<string, RootField>> = {
  startJob: (args: StartJobArguments, { ports }, access) =>
    startJob(ports, access, {
      kind: args.kind,
      graceSeconds: args.graceSeconds ?? null,
      options: readOptions(args.options),
    }),
};

interface StartJobArguments {
  readonly kind: JobKind;
  readonly graceSeconds?: number | null;
  readonly options?: unknown;
}

/**
 * @throws `invalid_input`
 */
function readOptions(options: unknown): JobOptions {
  if (options === null || options === undefined) return {};
  if (typeof options === "object" && !Array.isArray(options)) return options as JobOptions;
  throw new StemmaError("invalid_input", "Cannot start the job: expected its options to be a JSON object");
}

/** Fields of a job. */
export const jobFields: Fields<Job> = {
  id: (job) => nodeId("Job", job.id),
  createdAt: (job) => preciseTime(job.createdAtMs),
  startedAt: ({ startedAtMs }) => (startedAtMs === null ? null : preciseTime(startedAtMs)),
  endedAt: ({ endedAtMs }) => (endedAtMs === null ? null : preciseTime(endedAtMs)),
};
