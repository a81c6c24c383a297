import { StemmaError } from "../model/index.ts";
import type { AdminConnection } from "./admin-connection.ts";
import type { AdminOptions } from "./admin.ts";
import { bytesText, counted } from "./readable-text.ts";

const LOOK_AGAIN_MS = 200;
const START_JOB =
  "mutation Start($kind: JobKind!, $grace: Int64) { startJob(kind: $kind, graceSeconds: $grace) { id } }";
const READ_JOB = "query Read($id: ID!) { job(id: $id) { state result error } }";

type Result = Readonly<Record<string, number>>;

interface EndedJob {
  readonly state: "WAITING" | "RUNNING" | "DONE" | "FAILED";
  readonly result: Result | null;
  readonly error: string | null;
}

/** Verbs that ask for a job, and what they say of its end. */
const jobs: Readonly<Record<string, { readonly kind: string; readonly tell: (result: Result) => string }>> = {
  purge: {
    kind: "PURGE",
    tell: ({ versions = 0 }) =>
      `${counted(versions, "deleted version")} let go of what ${versions === 1 ? "it" : "they"} held`,
  },
  collect: {
    kind: "COLLECT",
    tell: ({ drafts = 0, blobs = 0, chunks = 0, freedBytes = 0 }) =>
      `removed ${[counted(drafts, "silent draft"), counted(blobs, "file"), counted(chunks, "chunk")].join(", ")}; ${bytesText(freedBytes)} of space are free again`,
  },
  expire: {
    kind: "EXPIRE",
    tell: ({ versions = 0, byRules = 0 }) =>
      `deleted ${counted(versions, "version")} whose time to live was over, and ${byRules} by retention rules`,
  },
};

/** Runs a job of a server, waits for its end and says what it did. */
export async function adminJob(server: AdminConnection, verb: string, options: AdminOptions): Promise<void> {
  const { kind, tell } = jobs[verb]!;
  const grace = verb === "purge" ? (options.now ? 0 : options.grace) : (options.grace ?? 0);
  const { startJob } = await server.ask<{ startJob: { id: string } }>(START_JOB, { kind, grace: grace ?? null });
  for (;;) {
    const { job } = await server.ask<{ job: EndedJob }>(READ_JOB, { id: startJob.id });
    if (job.state === "FAILED") throw new StemmaError("unavailable", `Cannot ${verb}: ${job.error}`);
    if (job.state === "DONE") return console.log(tell(job.result ?? {}));
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
