import { type JobResult, StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { bytesText, counted } from "../readable-text.ts";
import { runJob } from "./run-job.ts";

/** What was done, by name; 0 where it was not. */
type Counts = (name: string) => number;

/** Verbs that ask for a job, and what they say of its end. */
const jobs: Readonly<Record<string, { readonly kind: string; readonly tell: (count: Counts) => string }>> = {
  purge: {
    kind: "PURGE",
    tell: (count) =>
      `purged ${counted(count("versions"), "deleted version")}` +
      (count("runs") === 0 ? "" : ` and ${counted(count("runs"), "deleted run")}`),
  },
  collect: {
    kind: "COLLECT",
    tell: (count) => {
      const removed = [
        counted(count("drafts"), "expired draft"),
        counted(count("blobs"), "file"),
        counted(count("chunks"), "chunk"),
      ];
      const left = count("packsUndeleted");
      const more = left === 0 ? "" : `; ${counted(left, "pack")} could not be deleted; the next round tries again`;
      return `removed ${removed.join(", ")}; freed ${bytesText(count("freedBytes"))}${more}`;
    },
  },
  expire: {
    kind: "EXPIRE",
    tell: (count) =>
      `deleted ${counted(count("versions"), "version")} with an expired time to live, and ${count("byRules")} by retention rules`,
  },
};

/** The options a job takes. */
interface JobOptions {
  readonly grace?: string;
  readonly now?: boolean;
}

/** Runs a job of a server, waits for its end and says what it did. */
export async function adminJob(server: AdminConnection, verb: string, options: JobOptions): Promise<void> {
  const { kind, tell } = jobs[verb]!;
  const grace = readGrace(options.grace);
  const graceSeconds = verb === "purge" ? (options.now ? 0 : grace) : (grace ?? 0);
  const result: JobResult = await runJob(server, { kind, graceSeconds });
  console.log(tell((name) => Number(result[name] ?? 0)));
}

/** **Units** seconds **Errors** `invalid_input` */
function readGrace(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new StemmaError("invalid_input", `Cannot use the grace period "${text}": expected whole seconds`);
}
