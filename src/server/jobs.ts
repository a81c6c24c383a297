import { expireVersions, purgeVersions } from "../core/deletion/expire-and-purge.ts";
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

/** The work a server does by itself. */
export interface Jobs {
  close(): Promise<void>;
}

/** What the work needs. */
export interface JobPorts {
  readonly ports: Ports;
  readonly collect: () => Promise<Collected>;
  readonly repairs: Repairs;
  /** Between two rounds of all work (in seconds). */
  readonly everySeconds: number;
  /** For which a deleted version keeps what it holds (in seconds). */
  readonly undeleteSeconds: number;
  /** For which a run at work may be silent before it counts as crashed (in seconds). */
  readonly runSilenceSeconds: number;
  readonly onFault: (error: unknown) => void;
  readonly onEnd: (kind: Job["kind"], end: "DONE" | "FAILED") => void;
}

/** How soon a job that was asked for is taken; the look is one indexed read. */
const CHECK_INTERVAL_MS = 1000;
/** How soon a silent run is seen, beside the time it may be silent. */
const SILENCE_CHECK_MS = 15_000;
/** A job whose process is gone is taken by another after this time; a living one extends it in time. */
const LEASE_MS = 60_000;
/** Whoever waits for a long job sees that it goes on. */
const REPORT_EVERY_MS = 1000;

/**
 * Does the server's own work, one piece after the other: all of it every so many seconds, and the jobs that are asked for
 * when they are. A piece that fails is reported, and the next round tries again.
 */
export function startJobs(parts: JobPorts): Jobs {
  let isClosed = false;
  let running: Promise<void> = Promise.resolve();
  let auditing: Promise<void> = Promise.resolve();
  const aside = (work: () => Promise<void>): void => {
    auditing = auditing.then(work).catch(parts.onFault);
  };
  /** What is still waiting for its turn is not asked for once more. */
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
  const silence = watchRuns(parts);
  const filling = indexRunValues(parts.ports, () => isClosed).catch(parts.onFault);
  const looks = every(CHECK_INTERVAL_MS, () => takeJobs(parts, () => isClosed, aside));
  return {
    async close() {
      isClosed = true;
      clearInterval(rounds);
      clearInterval(looks);
      await silence.close();
      await running;
      await filling;
    },
  };
}

/** A round of the collector may take long, and a run does not wait for it: this has a timer of its own. */
function watchRuns({ ports, runSilenceSeconds, onFault }: JobPorts): { close(): Promise<void> } {
  const everyMs = Math.min(SILENCE_CHECK_MS, (runSilenceSeconds * 1000) / 4);
  const silence = new RunIdleCheck(ports, { idleMs: runSilenceSeconds * 1000, everyMs });
  let checking: Promise<unknown> = Promise.resolve();
  let isChecking = false;
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    checking = silence
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
 * Does the jobs that wait, the oldest first. What looks at all that is stored takes hours and holds nothing for long: it
 * goes on beside the other work.
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

/** Names, then rows, then bytes. */
async function doRound({ ports, collect, undeleteSeconds, onFault }: JobPorts): Promise<void> {
  await startNightlyJob(ports, "EXPIRE");
  await expireVersions(ports);
  await finishProjectDeletions(ports);
  await purgeVersions(ports, undeleteSeconds);
  await purgeRuns(ports, undeleteSeconds);
  const { packsUndeleted } = await collectAndTell(ports, collect, "unreferenced data");
  if (packsUndeleted > 0)
    onFault(
      new StemmaError(
        "unavailable",
        `Cannot delete all unreferenced packs: ${packsUndeleted} of them failed; the next round tries again`,
      ),
    );
}

/** What a round gave back is written down, so that nobody has to guess where it went. */
async function collectAndTell(
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
    // What the end of the process breaks off is taken again by the next one.
    if (isClosed()) return;
    parts.onFault(error);
    parts.onEnd(job.kind, "FAILED");
    const told = (error as Error).message;
    await metadata.transaction((rows) => rows.jobs.finish(job.id, { result: null, error: told, atMs: clock.nowMs() }));
  }
}

/** Gives the number of entries of the storage journal that were old enough. */
function forgetJournal({ metadata, clock }: Ports): Promise<number> {
  return metadata.transaction((rows) => rows.journal.forget(clock.nowMs() - JOURNAL_KEPT_MS));
}

async function workOf(parts: JobPorts, job: Job): Promise<JobResult> {
  const { ports } = parts;
  switch (job.kind) {
    case "PURGE":
      return {
        versions: await purgeVersions(ports, job.graceSeconds ?? parts.undeleteSeconds),
        runs: await purgeRuns(ports, job.graceSeconds ?? parts.undeleteSeconds),
      };
    case "EXPIRE":
      return {
        versions: await expireVersions(ports),
        byRules: await applyRetention(ports),
        journalEntries: await forgetJournal(ports),
      };
    case "COLLECT":
      return { ...(await collectAndTell(ports, parts.collect, "collected by request")) };
    case "VERIFY":
      return verifyStore(ports, readVerifyOptions(job.options), reporting(parts, job));
    case "REPAIR":
      return repairStore(ports, parts.repairs, reporting(parts, job));
  }
}

/** Enters what a job did so far, once a second at the most, and what it does next. */
function reporting({ ports: { metadata, clock } }: JobPorts, job: Job): (soFar: JobResult) => Promise<void> {
  let toldAtMs = -Infinity;
  let phase: unknown;
  return async (soFar) => {
    if (clock.nowMs() - toldAtMs < REPORT_EVERY_MS && soFar["phase"] === phase) return;
    toldAtMs = clock.nowMs();
    phase = soFar["phase"];
    await metadata.transaction((rows) => rows.jobs.report(job.id, soFar));
  };
}
