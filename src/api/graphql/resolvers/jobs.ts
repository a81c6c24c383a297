import { findJob, listJobs, startJob } from "../../../core/operations/start-job.ts";
import { type JobId, type JobOptions, StemmaError } from "../../../model/index.ts";
import { connection, readPage } from "../format/connection.ts";
import { nodeId, readNodeId } from "../format/node-id.ts";
import { preciseTime, preciseTimeOrNull } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** The server's own jobs. */
export const jobs: Resolvers = {
  Query: {
    jobs: async (access, args, { ports }) => connection(await listJobs(ports, access, readPage(args))),
    job: (access, { id }, { ports }) => {
      const number = readNodeId<JobId>(id, "Job");
      return number === null ? null : findJob(ports, access, number);
    },
  },

  Mutation: {
    startJob: (access, { kind, graceSeconds, options }, { ports }) =>
      startJob(ports, access, { kind, graceSeconds: graceSeconds ?? null, options: readOptions(options) }),
  },

  Job: {
    id: (job) => nodeId("Job", job.id),
    createdAt: (job) => preciseTime(job.createdAtMs),
    startedAt: ({ startedAtMs }) => preciseTimeOrNull(startedAtMs),
    endedAt: ({ endedAtMs }) => preciseTimeOrNull(endedAtMs),
  },
};

/**
 * @throws `invalid_input`
 */
function readOptions(options: unknown): JobOptions {
  if (options === null || options === undefined) return {};
  if (typeof options === "object" && !Array.isArray(options)) return options as JobOptions;
  throw new StemmaError("invalid_input", "Cannot start the job: expected its options to be a JSON object");
}
