import { expireVersions, purgeExpiredDeletions } from "../core/deletion/expire-and-purge.ts";
import { startNightlyJob } from "../core/operations/start-job.ts";
import { finishProjectDeletions } from "../core/deletion/delete-project.ts";
import { RunIdleCheck } from "../core/runs/crash-idle-runs.ts";
import { purgeRuns } from "../core/runs/purge-runs.ts";
import { applyRetention } from "../core/retention/apply-retention.ts";
import { indexRunValues } from "../core/history/index-run-values.ts";
import type { Ports } from "../core/ports/ports.ts";
import type { Repairs } from "../core/ports/repairs.ts";
import { repairStore } from "../core/operations/repair-store.ts";
import { verifyStore } from "../core/operations/verify-store.ts";
import { type Job, type JobResult, JOURNAL_KEPT_MS, readVerifyOptions, StemmaError } from "../model/index.ts";
import type { Collected } from "../stores/blobs/gc/collector.ts";

/** The background jobs of a server. */
export interface Jobs {
  close(): Promise<void>;
}

/** The dependencies of the jobs. */
export interface JobPorts {
  readonly ports: Ports;
  readonly collect: () => Promise<Collected>;
  readonly repairs: Repairs;
  /** Between two rounds of all jobs (in seconds). */
  readonly everySeconds: number;
  /** The time before a deleted version is purged (in seconds). */
  readonly undeleteSeconds: number;
  /** The time without a heartbeat after which a run counts as crashed (in seconds). */
  readonly runSilenceSeconds: number;
  readonly onFault: (error: unknown) => void;
  readonly onEnd: (kind: Job["kind"], end: "DONE" | "FAILED") => void;
}

/** The interval at which requested jobs are taken; each check is one indexed read. */
const CHECK_INTERVAL_MS = 1000;
/** The maximum delay of the idle check of runs. */
const IDLE_CHECK_MS = 15_000;
/** A job whose process has ended is taken by another one after this time; a live process extends its lease. */
const LEASE_MS = 60_000;
/** The interval of progress reports of long jobs. */
const REPORT_INTERVAL_MS = 1000;

/**
 * Runs the background jobs one after the other: all of them every `everySeconds`, and requested ones on request. A
 * failed job is reported, and the next round tries again.
 */
export function startJobs(parts: JobPorts): Jobs {
  let isClosed = false;
  let running: Promise<void> = Promise.resolve();
  let auditing: Promise<void> = Promise.resolve();
  const aside = (work: () => Promise<void>): void => {
    auditing = auditing.then(work).catch(parts.onFault);
  };
  /** Runs work periodically; skips it while an earlier call is waiting. */
  const every = (ms: number, work: () => Promise<void>): NodeJS.Timeout => {
    let isWaiting = false;
    return setInterval(() => {
      if (isWaiting) return;
      isWaiting = true;
      running = running
        .then(() => (isClosed ? undefined : work()))
        .catch(parts.onFault)
        .finally(() => (isWaiting = false));
    }, ms).unref();
  };
  const rounds = every(parts.everySeconds * 1000, () => doRound(parts));
  const idleRuns = watchRuns(parts);
  const filling = indexRunValues(parts.ports, () => isClosed).catch(parts.onFault);
  const polls = every(CHECK_INTERVAL_MS, () => takeJobs(parts, () => isClosed, aside));
  return {
    async close() {
      isClosed = true;
      clearInterval(rounds);
      clearInterval(polls);
      await idleRuns.close();
      await running;
      await filling;
    },
  };
}

/** Has its own timer, because a garbage collection round may take long. */
function watchRuns({ ports, runSilenceSeconds, onFault }: JobPorts): { close(): Promise<void> } {
  const everyMs = Math.min(IDLE_CHECK_MS, (runSilenceSeconds * 1000) / 4);
  const idleRuns = new RunIdleCheck(ports, { idleMs: runSilenceSeconds * 1000, everyMs });
  let checking: Promise<unknown> = Promise.resolve();
  let isChecking = false;
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    checking = idleRuns
      .check()
      .catch(onFault)
      .finally(() => (isChecking = false));
  }, everyMs).unref();
  return {
    async close() {
      clearInterval(timer);
      await checking;
    },
  };
}

/**
 * Runs the waiting jobs, the oldest first. Verify and repair take hours without blocking others; they run beside the
 * other jobs.
 */
async function takeJobs(
  parts: JobPorts,
  isClosed: () => boolean,
  aside: (work: () => Promise<void>) => void,
): Promise<void> {
  const { metadata, clock } = parts.ports;
  while (!isClosed()) {
    const job = await metadata.transaction((rows) => rows.jobs.take(clock.nowMs(), clock.nowMs() + LEASE_MS));
    if (job === null) return;
    const endLease = keepLease(parts, job);
    const work = (): Promise<void> => doJob(parts, job, isClosed).finally(endLease);
    if (job.kind === "VERIFY" || job.kind === "REPAIR") aside(work);
    else await work();
  }
}

/** Extends the lease of a job until the returned function is called. */
function keepLease(parts: JobPorts, job: Job): () => void {
  const { metadata, clock } = parts.ports;
  const lease = setInterval(() => {
    metadata.transaction((rows) => rows.jobs.extend(job.id, clock.nowMs() + LEASE_MS)).catch(parts.onFault);
  }, LEASE_MS / 3);
  lease.unref();
  return () => clearInterval(lease);
}

/** Runs all jobs of a round: names, then rows, then bytes. */
async function doRound({ ports, collect, undeleteSeconds, onFault }: JobPorts): Promise<void> {
  await startNightlyJob(ports, "EXPIRE");
  await expireVersions(ports);
  await finishProjectDeletions(ports);
  await purgeExpiredDeletions(ports, undeleteSeconds);
  await purgeRuns(ports, undeleteSeconds);
  const { packsUndeleted } = await collectAndRecord(ports, collect, "unreferenced data");
  if (packsUndeleted > 0)
    onFault(
      new StemmaError(
        "unavailable",
        `Cannot delete all unreferenced packs: ${packsUndeleted} of them failed; the next round tries again`,
      ),
    );
}

/** Runs garbage collection and records the freed space in the storage journal. */
async function collectAndRecord(
  { metadata, clock }: Ports,
  collect: () => Promise<Collected>,
  reason: string,
): Promise<Collected> {
  const collected = await collect();
  const { blobs, chunks, packsDeleted, packsRewritten, freedBytes } = collected;
  if (blobs + chunks + packsDeleted + packsRewritten === 0) return collected;
  const subject = `${blobs} files, ${chunks} chunks, ${packsDeleted} packs deleted, ${packsRewritten} rewritten`;
  const entry = { atMs: clock.nowMs(), action: "COLLECTED" as const, subject, bytes: freedBytes, reason };
  await metadata.transaction((rows) => rows.journal.add([{ ...entry, entityId: null, doneBy: null }]));
  return collected;
}

async function doJob(parts: JobPorts, job: Job, isClosed: () => boolean): Promise<void> {
  const { metadata, clock } = parts.ports;
  if (isClosed()) return;
  try {
    const result = await workOf(parts, job);
    await metadata.transaction((rows) => rows.jobs.finish(job.id, { result, error: null, atMs: clock.nowMs() }));
    parts.onEnd(job.kind, "DONE");
  } catch (error) {
    // The next process takes a job that the end of this one interrupted.
    if (isClosed()) return;
    parts.onFault(error);
    parts.onEnd(job.kind, "FAILED");
    const message = (error as Error).message;
    await metadata.transaction((rows) =>
      rows.jobs.finish(job.id, { result: null, error: message, atMs: clock.nowMs() }),
    );
  }
}

/**
 * Deletes old entries of the storage journal.
 *
 * @returns the number of deleted entries
 */
function deleteOldJournalEntries({ metadata, clock }: Ports): Promise<number> {
  return metadata.transaction((rows) => rows.journal.forget(clock.nowMs() - JOURNAL_KEPT_MS));
}

async function workOf(parts: JobPorts, job: Job): Promise<JobResult> {
  const { ports } = parts;
  switch (job.kind) {
    case "PURGE":
      return {
        versions: await purgeExpiredDeletions(ports, job.graceSeconds ?? parts.undeleteSeconds),
        runs: await purgeRuns(ports, job.graceSeconds ?? parts.undeleteSeconds),
      };
    case "EXPIRE":
      return {
        versions: await expireVersions(ports),
        byRules: await applyRetention(ports),
        journalEntries: await deleteOldJournalEntries(ports),
      };
    case "COLLECT":
      return { ...(await collectAndRecord(ports, parts.collect, "collected by request")) };
    case "VERIFY":
      return verifyStore(ports, readVerifyOptions(job.options), reporting(parts, job));
    case "REPAIR":
      return repairStore(ports, parts.repairs, reporting(parts, job));
  }
}

/** Returns a function that records the progress of a job: at most once a second, and at each new phase. */
function reporting({ ports: { metadata, clock } }: JobPorts, job: Job): (soFar: JobResult) => Promise<void> {
  let reportedAtMs = -Infinity;
  let phase: unknown;
  return async (soFar) => {
    if (clock.nowMs() - reportedAtMs < REPORT_INTERVAL_MS && soFar["phase"] === phase) return;
    reportedAtMs = clock.nowMs();
    phase = soFar["phase"];
    await metadata.transaction((rows) => rows.jobs.report(job.id, soFar));
  };
}
