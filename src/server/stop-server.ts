import type { DataFolder } from "./folder/data-folder.ts";
import { deadline } from "../async/deadline.ts";
import type { Health } from "./health.ts";
import type { Jobs } from "./jobs.ts";
import type { Listener } from "./http/listen.ts";
import type { Log } from "./log.ts";
import type { Stores } from "./open-stores.ts";

/** The time for running requests and jobs to end; supervisors commonly wait 30 s before they kill. */
const GRACE_MS = 25_000;
/** The time for threads and database connections to close; nothing acknowledged depends on them. */
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * Returns the function that stops a server: the server is not ready from then on and accepts no connections; requests
 * and jobs end within the grace time or are aborted. A second call stops the wait.
 */
export function stopServer(parts: {
  readonly folder: DataFolder;
  readonly stores: Stores;
  readonly listener: Listener;
  readonly jobs: Jobs;
  readonly health: Health;
  readonly log: Log;
}): () => Promise<void> {
  const { folder, stores, listener, jobs, health, log } = parts;
  const forced = new AbortController();
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    log("info", "stopping");
    health.stop();
    const graceEnd = AbortSignal.any([forced.signal, AbortSignal.timeout(GRACE_MS)]);
    await Promise.all([listener.close(graceEnd), deadline(jobs.close(), graceEnd, () => {})]);
    await health.close();
    await deadline(stores.close(), AbortSignal.timeout(CLOSE_TIMEOUT_MS), () => {});
    await folder.close();
    log("info", "stopped");
  };
  return () => {
    if (stopped !== undefined) forced.abort();
    return (stopped ??= stop());
  };
}
