import { type Job, type JobId, type JobKind, type JobOptions, readVerifyOptions, StemmaError } from "../model/index.ts";
import { type Access, requireSiteAdmin } from "./access.ts";
import type { Ports } from "./ports/ports.ts";

/**
 * Asks for a piece of work; whichever process is free takes it.
 *
 * `graceSeconds` takes the place of the undelete window for PURGE. COLLECT needs none: what it takes it proves
 * unreferenced in the same transaction. `options` are for VERIFY.
 *
 * **Errors** `forbidden`, `invalid_input`
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
      `Cannot start the job ${kind} with a grace of ${graceSeconds} seconds: expected ${kind === "PURGE" ? "0 or more" : "0, it needs none"}`,
    );
  if (kind === "VERIFY") readVerifyOptions(options);
  else if (Object.keys(options).length > 0)
    throw new StemmaError("invalid_input", `Cannot start the job ${kind} with options: it has none`);
  return ports.metadata.transaction(async (rows) => {
    const createdBy = access.actor.user?.id ?? null;
    const id = await rows.jobs.insert({ kind, graceSeconds, options, createdBy, atMs: ports.clock.nowMs() });
    return (await rows.jobs.byId(id))!;
  });
}

/** A job as it stands, or null. **Errors** `forbidden` */
export async function findJob({ metadata }: Ports, access: Access, id: JobId): Promise<Job | null> {
  requireSiteAdmin(access, "look at a job");
  return metadata.read.jobs.byId(id);
}
