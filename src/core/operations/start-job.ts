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
 * Asks for a piece of work; whichever process is free takes it.
 *
 * `graceSeconds` takes the place of the undelete window for PURGE. COLLECT needs none: what it takes it proves
 * unreferenced in the same transaction. `options` are for VERIFY.
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

/** The hour at which the nightly jobs are due: when few people work in most places that have nights (in hours UTC). */
const NIGHT_HOUR = 3;

/** Asks for the nightly job where nobody has asked for it since the last night; a server that slept makes up for it. */
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
 * All jobs, the newest first.
 *
 * @throws `forbidden`
 */
export async function listJobs({ metadata }: Ports, access: Access, page: PageRequest): Promise<Page<Job>> {
  requireSiteAdmin(access, "list jobs");
  return metadata.read.jobs.list(page);
}

/**
 * A job as it stands, or null.
 *
 * @throws `forbidden`
 */
export async function findJob({ metadata }: Ports, access: Access, id: JobId): Promise<Job | null> {
  requireSiteAdmin(access, "read a job");
  return metadata.read.jobs.byId(id);
}
