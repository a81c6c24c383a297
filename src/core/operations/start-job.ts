import {
  DAY_MS,
  HOUR_MS,
  type Job,
  type JobId,
  type JobKind,
  type JobOptions,
  readVerifyOptions,
  StemmaError,
} from "../../model/index.ts";
import { type Access, requireSiteAdmin } from "../accounts/access.ts";
import type { Page, PageRequest, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Queues a job; any free process runs it.
 *
 * `graceSeconds` replaces the undelete window of PURGE. COLLECT needs none: it deletes only what the same transaction
 * proves unreferenced. `options` are for VERIFY.
 *
 * @throws `forbidden`, `invalid_input`
 */
export async function startJob(
  ports: Ports,
  access: Access,
  input: { kind: JobKind; graceSeconds: number | null; options: JobOptions },
): Promise<Job> {
  requireSiteAdmin(access, "start a job");
  const { kind, graceSeconds, options } = input;
  if (graceSeconds !== null && (graceSeconds < 0 || (graceSeconds > 0 && kind !== "PURGE")))
    throw new StemmaError(
      "invalid_input",
      `Cannot start the job ${kind} with a grace period of ${graceSeconds} seconds: expected ${kind === "PURGE" ? "0 or more" : "0, this job takes no grace period"}`,
    );
  if (kind === "VERIFY") readVerifyOptions(options);
  else if (Object.keys(options).length > 0)
    throw new StemmaError("invalid_input", `Cannot start the job ${kind} with options: this job takes none`);
  return ports.metadata.transaction(async (rows) => {
    const createdBy = access.actor.user?.id ?? null;
    const id = await rows.jobs.insert({ kind, graceSeconds, options, createdBy, atMs: ports.clock.nowMs() });
    return (await rows.jobs.byId(id))!;
  });
}

/** Hour at which the nightly jobs start (UTC): off-peak in most time zones. */
const NIGHT_HOUR = 3;

/** Queues the nightly job unless it was queued since the last night; runs a missed job at the next start. */
export async function startNightlyJob({ metadata, clock }: Ports, kind: JobKind): Promise<void> {
  const nowMs = clock.nowMs();
  const nightMs = Math.floor((nowMs - NIGHT_HOUR * HOUR_MS) / DAY_MS) * DAY_MS + NIGHT_HOUR * HOUR_MS;
  const isDue = async (rows: Rows): Promise<boolean> => ((await rows.jobs.newest(kind))?.createdAtMs ?? 0) < nightMs;
  if (!(await isDue(metadata.read))) return;
  await metadata.transaction(async (rows) => {
    if (await isDue(rows))
      await rows.jobs.insert({ kind, graceSeconds: null, options: {}, createdBy: null, atMs: nowMs });
  });
}

/**
 * Lists all jobs, the newest first.
 *
 * @throws `forbidden`
 */
export async function listJobs({ metadata }: Ports, access: Access, page: PageRequest): Promise<Page<Job>> {
  requireSiteAdmin(access, "list jobs");
  return metadata.read.jobs.list(page);
}

/**
 * Returns a job, or null.
 *
 * @throws `forbidden`
 */
export async function findJob({ metadata }: Ports, access: Access, id: JobId): Promise<Job | null> {
  requireSiteAdmin(access, "read a job");
  return metadata.read.jobs.byId(id);
}
