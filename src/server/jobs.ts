import { expireVersions, purgeVersions } from "../core/end-versions.ts";
import { startNightlyJob } from "../core/start-job.ts";
import { applyRetention } from "../core/apply-retention.ts";
import type { Ports } from "../core/ports/ports.ts";
import { type Job, JOURNAL_KEPT_MS } from "../model/index.ts";
import type { Collected } from "../stores/blobs/collector.ts";

/** The work a server does by itself. */
export interface Jobs {
  close(): Promise<void>;
}

/** What the work needs. */
export interface JobPorts {
  readonly ports: Ports;
  readonly collect: () => Promise<Collected>;
  /** Between two rounds of all work. **Units** seconds */
  readonly everySeconds: number;
  /** For which a deleted version keeps what it holds. **Units** seconds */
  readonly undeleteSeconds: number;
  readonly onFault: (error: unknown) => void;
  readonly onEnd: (kind: Job["kind"], end: "DONE" | "FAILED") => void;
}

/** How soon a job that was asked for is taken; the look is one indexed read. */
const LOOK_EVERY_MS = 1000;
/** A job whose process is gone is taken by another after this time; a living one extends it in time. */
const LEASE_MS = 60_000;

/**
 * Does the server's own work, one piece after the other: all of it every so many seconds, and the jobs that are asked for
 * when they are. A piece that fails is reported, and the next round tries again.
 */
export function startJobs(parts: JobPorts): Jobs {
  let isClosed = false;
  let running: Promise<void> = Promise.resolve();
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
  const looks = every(LOOK_EVERY_MS, () => doJobs(parts, () => isClosed));
  return {
    async close() {
      isClosed = true;
      clearInterval(rounds);
      clearInterval(looks);
      await running;
    },
  };
}

/** Names, then rows, then bytes. */
async function doRound({ ports, collect, undeleteSeconds }: JobPorts): Promise<void> {
  await startNightlyJob(ports, "EXPIRE");
  await expireVersions(ports);
  await purgeVersions(ports, undeleteSeconds);
  await collectAndTell(ports, collect, "what nothing referred to any more");
}

/** What a round gave back is written down, so that nobody has to guess where it went. */
async function collectAndTell(
  { metadata, clock }: Ports,
  collect: () => Promise<Collected>,
  because: string,
): Promise<Collected> {
  const collected = await collect();
  const { blobs, chunks, packsDeleted, packsRewritten, freedBytes } = collected;
  if (blobs + chunks + packsDeleted + packsRewritten === 0) return collected;
  const subject = `${blobs} files, ${chunks} chunks, ${packsDeleted} packs deleted, ${packsRewritten} rewritten`;
  const entry = { atMs: clock.nowMs(), action: "COLLECTED" as const, subject, bytes: freedBytes, because };
  await metadata.transaction((rows) => rows.journal.add([{ ...entry, entityId: null, doneBy: null }]));
  return collected;
}

async function doJobs(parts: JobPorts, isClosed: () => boolean): Promise<void> {
  const { metadata, clock } = parts.ports;
  while (!isClosed()) {
    const job = await metadata.transaction((rows) => rows.jobs.take(clock.nowMs(), clock.nowMs() + LEASE_MS));
    if (job === null) return;
    const lease = setInterval(() => {
      metadata.transaction((rows) => rows.jobs.extend(job.id, clock.nowMs() + LEASE_MS)).catch(parts.onFault);
    }, LEASE_MS / 3);
    try {
      const result = await doJob(parts, job);
      await metadata.transaction((rows) => rows.jobs.finish(job.id, { result, error: null, atMs: clock.nowMs() }));
      parts.onEnd(job.kind, "DONE");
    } catch (error) {
      parts.onFault(error);
      parts.onEnd(job.kind, "FAILED");
      const told = (error as Error).message;
      await metadata.transaction((rows) =>
        rows.jobs.finish(job.id, { result: null, error: told, atMs: clock.nowMs() }),
      );
    } finally {
      clearInterval(lease);
    }
  }
}

/** Gives the number of entries of the storage journal that were old enough. */
function forgetJournal({ metadata, clock }: Ports): Promise<number> {
  return metadata.transaction((rows) => rows.journal.forget(clock.nowMs() - JOURNAL_KEPT_MS));
}

async function doJob(parts: JobPorts, { kind, graceSeconds }: Job): Promise<Readonly<Record<string, number>>> {
  if (kind === "PURGE") return { versions: await purgeVersions(parts.ports, graceSeconds ?? parts.undeleteSeconds) };
  if (kind === "EXPIRE")
    return {
      versions: await expireVersions(parts.ports),
      byRules: await applyRetention(parts.ports),
      journalEntries: await forgetJournal(parts.ports),
    };
  return { ...(await collectAndTell(parts.ports, parts.collect, "it was asked for")) };
}
