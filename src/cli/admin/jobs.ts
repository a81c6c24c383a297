import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { bytesText, counted } from "../readable-text.ts";
import { adminPurgeNamed } from "./kept.ts";
import { runJob } from "./run-job.ts";

/** The options of `stemma admin purge`. */
export interface PurgeOptions {
  readonly now?: boolean;
  /** Seconds. */
  readonly grace?: string;
}

/** The counts in the result of a job, by name; 0 for those it does not have. */
type Counts = (name: string) => number;

/** Deletes the versions that expired or that no retention rule keeps. */
export async function adminExpire(server: AdminConnection): Promise<void> {
  const count = await countsOf(server, "EXPIRE", 0);
  const expired = counted(count("versions"), "version");
  console.log(`deleted ${expired} with an expired time to live, and ${count("byRules")} by retention rules`);
}

/**
 * Purges the given versions, or all deleted versions and runs whose undelete window or grace period is over.
 *
 * @throws `invalid_input`, and the errors of the server
 */
export async function adminPurge(
  server: AdminConnection,
  ids: readonly string[],
  { now: isNow = false, grace }: PurgeOptions,
): Promise<void> {
  if (ids.length > 0) {
    if (isNow || grace !== undefined)
      throw new StemmaError(
        "invalid_input",
        "Cannot use --now or --grace with ids: the given versions are purged right away; leave the option out",
      );
    return adminPurgeNamed(server, ids);
  }
  const count = await countsOf(server, "PURGE", isNow ? 0 : readGrace(grace));
  const runs = count("runs") === 0 ? "" : ` and ${counted(count("runs"), "deleted run")}`;
  console.log(`purged ${counted(count("versions"), "deleted version")}${runs}`);
}

/** Collects garbage. */
export async function adminCollect(server: AdminConnection): Promise<void> {
  const count = await countsOf(server, "COLLECT", 0);
  const removed = [
    counted(count("drafts"), "expired draft"),
    counted(count("blobs"), "file"),
    counted(count("chunks"), "chunk"),
  ];
  const left = count("packsUndeleted");
  const more = left === 0 ? "" : `; ${counted(left, "pack")} could not be deleted; the next round tries again`;
  console.log(`removed ${removed.join(", ")}; freed ${bytesText(count("freedBytes"))}${more}`);
}

/** Runs a job to its end. */
async function countsOf(server: AdminConnection, kind: string, graceSeconds: number | undefined): Promise<Counts> {
  const result = await runJob(server, { kind, graceSeconds });
  return (name) => Number(result[name] ?? 0);
}

/**
 * @returns seconds
 * @throws `invalid_input`
 */
function readGrace(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new StemmaError("invalid_input", `Cannot use the grace period "${text}": expected whole seconds`);
}
