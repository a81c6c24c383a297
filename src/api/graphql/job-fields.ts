import { startJob } from "../../core/start-job.ts";
import type { Job, JobKind } from "../../model/index.ts";
import type { Fields, RootField } from "./graphql-context.ts";
import { nodeId } from "./node-id.ts";
import { isoTime } from "./project-fields.ts";

/** Mutations of the server's own work. */
export const jobMutations: Readonly<Record<string, RootField>> = {
  startJob: ({ kind, graceSeconds }: { kind: JobKind; graceSeconds?: number | null }, { ports }, access) =>
    startJob(ports, access, { kind, graceSeconds: graceSeconds ?? null }),
};

/** Fields of a job. */
export const jobFields: Fields<Job> = {
  id: (job) => nodeId("Job", job.id),
  createdAt: (job) => isoTime(job.createdAtMs),
  startedAt: ({ startedAtMs }) => (startedAtMs === null ? null : isoTime(startedAtMs)),
  endedAt: ({ endedAtMs }) => (endedAtMs === null ? null : isoTime(endedAtMs)),
};
