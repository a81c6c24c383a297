import { Callers } from "../api/auth/callers.ts";
import { SignedLinks } from "../api/auth/signed-links.ts";
import { serverAccess } from "../core/accounts/access.ts";
import { createUser } from "../core/accounts/manage-accounts.ts";
import { nameWarnings } from "../core/accounts/name-warnings.ts";
import { quotaWarnings } from "../core/quotas/quota-warnings.ts";
import { QuotaLedger } from "../core/quotas/quota-ledger.ts";
import type { Ports } from "../core/ports/ports.ts";
import { isStemmaError } from "../model/index.ts";
import type { Config } from "./config.ts";
import { DataFolder } from "./folder/data-folder.ts";
import { ReserveFile } from "./folder/reserve-file.ts";
import { startJobs } from "./jobs.ts";
import { listen } from "./http/listen.ts";
import { describeError, type Log } from "./log.ts";
import { openStores, type Stores } from "./open-stores.ts";
import { stopServer } from "./stop-server.ts";
import { watchServer } from "./watch-server.ts";
import { realTokens, realClock, realHashing, realMetering, realEventLoop } from "./system-ports.ts";

/** A running server. */
export interface RunningServer {
  readonly baseUrl: string;
  readonly dataFolder: string;
  /** The first account. */
  readonly user: string;
  /** The key of the first account, if it was just created. */
  readonly newKey: string | undefined;
  /** Stops gracefully: waits for running requests and jobs. A second call stops the wait. */
  close(): Promise<void>;
}

/**
 * Opens the data folder, creates the first account if there is none, and serves.
 *
 * @param onEnd called when a thread has ended and the server cannot continue
 * @throws `unavailable` (folder locked, port in use, database not reachable)
 */
export async function startServer(config: Config, log: Log, onEnd: () => void): Promise<RunningServer> {
  const folder = await DataFolder.open(config.dataFolder);
  const reserve = new ReserveFile(folder.path, config.reserveBytes, () => performance.now());
  await reserve.open();
  const stores = await openOrRelease(folder, {
    folder: folder.path,
    postgresUrl: config.postgresUrl,
    onEnd: (error) => {
      log("error", "fault", { where: "store", error: describeError(error) });
      onEnd();
    },
    onFault: (error) => log("warn", "fault", { where: "database", error: describeError(error) }),
    onSurvivableFault: (error) => log("error", "fault", { where: "audit", error: describeError(error) }),
  });
  const watch = await watchServer({ folder: folder.path, reserve, stores, log });
  const ports: Ports = {
    metadata: stores.metadata,
    blobs: stores.blobs,
    audit: stores.audit,
    accounting: stores.accounting,
    longReads: stores.longReads,
    quotas: new QuotaLedger({ ...stores, clock: realClock }),
    clock: realClock,
    servingSinceMs: realClock.nowMs(),
    tokens: realTokens,
    hashing: realHashing,
    eventLoop: realEventLoop,
    metering: realMetering,
  };
  // Reads of an aborted request may fail after its response; any other unhandled rejection is a programming error.
  process.on("unhandledRejection", (error) => {
    if (isStemmaError(error, "over_budget", "unavailable")) watch.fault("unhandled promise rejection", error);
    else throw error;
  });
  const adminToken = config.adminToken ?? (await folder.secret("admin-token"));
  const newKey = await makeFirstAccount(ports, folder, config.user);
  const parts = {
    ports,
    callers: new Callers({ metadata: stores.metadata, adminToken }),
    links: new SignedLinks(Buffer.from(await folder.secret("signing-key"), "hex"), realClock.nowMs),
    addresses: { publicUrl: config.publicUrl, host: config.host },
    log: watch.recorder,
    state: watch.health,
    figures: watch.metrics,
  };
  const listener = await listen(parts, watch.recorder, config);
  const baseUrl = config.publicUrl ?? `http://${reachableHost(config.host)}:${listener.port}`;
  const jobs = startJobs({
    ports,
    collect: () => stores.collect().then((collected) => watch.metrics.round(collected)),
    repairs: stores.repairs,
    everySeconds: config.collectSeconds,
    undeleteSeconds: config.undeleteSeconds,
    runSilenceSeconds: config.runSilenceSeconds,
    onFault: (error) => watch.fault("jobs", error),
    onEnd: (kind, end) => watch.metrics.job(kind, end),
  });
  await folder.write("server.json", JSON.stringify({ pid: process.pid, baseUrl }));
  log("info", "started", { baseUrl, dataFolder: folder.path });
  void nameWarnings(ports).then(
    (warnings) => warnings.forEach((warning) => log("warn", "name", { warning })),
    (error: unknown) => watch.fault("names", error),
  );
  // In the background, because counting the storage of entities may take a while.
  void quotaWarnings(ports).then(
    (warnings) => warnings.forEach((warning) => log("warn", "quota", { warning })),
    (error: unknown) => watch.fault("quotas", error),
  );
  return {
    baseUrl,
    dataFolder: folder.path,
    user: config.user,
    newKey,
    close: stopServer({ folder, stores, listener, jobs, health: watch.health, log }),
  };
}

/** Opens the stores; unlocks the folder if that fails. */
async function openOrRelease(folder: DataFolder, options: Parameters<typeof openStores>[0]): Promise<Stores> {
  try {
    return await openStores(options);
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** Returns the host name for clients on this machine: loopback if the server listens on all interfaces. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Creates the first account, a site admin, and stores its key in the folder. */
async function makeFirstAccount(ports: Ports, folder: DataFolder, username: string): Promise<string | undefined> {
  if ((await ports.metadata.read.accounts.findUser(username)) !== null) return undefined;
  if ((await folder.read("api-key")) !== undefined) return undefined;
  const access = { ...serverAccess, right: "admin" } as const;
  const { apiKey } = await createUser(ports, access, {
    username,
    email: `${username}@localhost`,
    isAdmin: true,
    apiKey: undefined,
  });
  await folder.write("api-key", apiKey);
  return apiKey;
}
