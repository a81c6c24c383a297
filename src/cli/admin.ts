import { parseArgs } from "node:util";
import { StemmaError } from "../model/index.ts";
import { type AdminConnection, findServer } from "./admin-connection.ts";

const adminHelp = `stemma admin — look after a running registry

  stemma admin purge [--now]              let go of what deleted versions hold, after their undelete window;
                                          --now does not wait for it
  stemma admin collect [--now] [--grace 0]  give back the space that nothing refers to

  --data FOLDER   the data folder of the server (./stemma-data); read for its address and admin token
  STEMMA_BASE_URL and STEMMA_ADMIN_TOKEN take their place for a server elsewhere

Examples
  stemma admin purge --now && stemma admin collect --now --grace 0
  STEMMA_BASE_URL=https://stemma.example.org STEMMA_ADMIN_TOKEN=… stemma admin collect
`;

const LOOK_AGAIN_MS = 200;
const START_JOB =
  "mutation Start($kind: JobKind!, $grace: Int64) { startJob(kind: $kind, graceSeconds: $grace) { id } }";
const READ_JOB = "query Read($id: ID!) { job(id: $id) { state result error } }";

interface EndedJob {
  readonly state: "WAITING" | "RUNNING" | "DONE" | "FAILED";
  readonly result: Readonly<Record<string, number>> | null;
  readonly error: string | null;
}

/** Runs a job of a server and waits for its end. */
export async function admin([verb, ...args]: readonly string[]): Promise<number> {
  if (verb === undefined || verb === "help" || verb === "--help" || verb === "-h") {
    console.log(adminHelp);
    return 0;
  }
  if (verb !== "purge" && verb !== "collect")
    throw new StemmaError("invalid_input", `stemma admin knows no verb "${verb}"; see stemma admin --help`);
  const options = readOptions(args);
  if (options.help) {
    console.log(adminHelp);
    return 0;
  }
  const server = findServer(options.data, process.env);
  const grace = verb === "purge" ? (options.now ? 0 : options.grace) : (options.grace ?? 0);
  const job = await runJob(server, verb === "purge" ? "PURGE" : "COLLECT", grace);
  if (job.state === "FAILED") throw new StemmaError("unavailable", `Cannot ${verb}: ${job.error}`);
  console.log(verb === "purge" ? purged(job.result ?? {}) : collected(job.result ?? {}));
  return 0;
}

function readOptions(args: readonly string[]) {
  const options = {
    now: { type: "boolean", default: false },
    grace: { type: "string" },
    data: { type: "string", default: process.env["STEMMA_DATA"] || "stemma-data" },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  try {
    const { grace, ...rest } = parseArgs({ args: [...args], options, allowPositionals: false }).values;
    if (grace !== undefined && !/^\d{1,9}$/.test(grace)) throw new Error(`--grace takes whole seconds, not "${grace}"`);
    return { ...rest, grace: grace === undefined ? undefined : Number(grace) };
  } catch (cause) {
    const [sentence] = (cause as Error).message.split(". ");
    throw new StemmaError("invalid_input", `Cannot run: ${sentence}; see stemma admin --help`, { cause });
  }
}

async function runJob(server: AdminConnection, kind: string, grace: number | undefined): Promise<EndedJob> {
  const { startJob } = await server.ask<{ startJob: { id: string } }>(START_JOB, { kind, grace: grace ?? null });
  for (;;) {
    const { job } = await server.ask<{ job: EndedJob }>(READ_JOB, { id: startJob.id });
    if (job.state === "DONE" || job.state === "FAILED") return job;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function purged({ versions = 0 }: Readonly<Record<string, number>>): string {
  return `${counted(versions, "deleted version")} let go of what ${versions === 1 ? "it" : "they"} held`;
}

function collected({ drafts = 0, blobs = 0, chunks = 0, freedBytes = 0 }: Readonly<Record<string, number>>): string {
  const removed = [counted(drafts, "silent draft"), counted(blobs, "file"), counted(chunks, "chunk")].join(", ");
  return `removed ${removed}; ${freedBytes.toLocaleString("en")} bytes of space are free again`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
