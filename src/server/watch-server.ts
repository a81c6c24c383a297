import { Health } from "./health.ts";
import type { ReserveFile } from "./folder/reserve-file.ts";
import { folderWarnings } from "./folder/folder-warnings.ts";
import { describeError, type Log } from "./log.ts";
import { Metrics } from "./metrics.ts";
import type { Stores } from "./open-stores.ts";
import { RequestRecorder } from "./http/request-recorder.ts";
import { realTokens } from "./system-ports.ts";

/** The monitoring of a running server: health, metrics and logs. */
export interface Watch {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly recorder: RequestRecorder;
  /** Records an error outside of a request. */
  readonly fault: (where: string, error: unknown) => void;
}

/** Starts monitoring a server. Durability warnings are logged and shown by `/ready`. */
export async function watchServer(parts: {
  readonly folder: string;
  readonly reserve: ReserveFile;
  readonly stores: Stores;
  readonly log: Log;
}): Promise<Watch> {
  const { folder, reserve, stores, log } = parts;
  const warnings = [...(await folderWarnings(folder)), ...(await stores.weakSettings())];
  for (const message of warnings) log("warn", "warning", { message });
  const health = new Health({
    folder,
    reserve,
    probeDatabase: stores.probeDatabase,
    warnings,
    onChange: (problem) =>
      problem === undefined
        ? log("info", "can write again")
        : log("error", "cannot write", { error: describeError(problem) }),
  });
  const metrics = new Metrics({
    bodies: stores.bodies,
    databaseBytes: stores.databaseBytes,
    damagedChunks: async () => (await stores.metadata.read.damage.open({ after: null, first: 0 })).total(),
    freeBytes: () => reserve.freeBytes,
    hasReserve: () => reserve.exists,
    isReady: () => health.readiness().isReady,
  });
  const recordFault = (error: unknown): void => {
    metrics.fault(error);
    health.reportFault(error);
  };
  return {
    health,
    metrics,
    recorder: new RequestRecorder({
      log,
      tokens: realTokens,
      onEnd: (info) => metrics.request(info),
      onFault: recordFault,
    }),
    fault: (where, error) => {
      log("error", "fault", { where, error: describeError(error) });
      recordFault(error);
    },
  };
}
