import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { atNthWrite } from "../support/at-nth-write.ts";
import { checkInvariants } from "../support/check-invariants.ts";
import { type LoggedVersion, LoggingClient } from "../support/logging-client.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { ServerProcess } from "../support/server-process.ts";
import type { Campaign, CampaignResult, CampaignSetting } from "./campaign.ts";

const LONG_FORM_KILLS = 200;
/** A client takes seconds to start, so several kills share one. */
const KILLS_A_CLIENT = 25;
/** One kill of so many comes while the server starts, the others while it works. */
const KILLS_A_START = 5;
/** A start takes about half a second: kills fall before, in and after the work on packs and schema. */
const START_SPAN_MS = 700;
/** Half of the kills come at a time, half at a write: then between bytes and rows, or between rows and the answer. */
const WORK_SPAN_MS = 600;
const MAX_WRITES = 40;
/** As it comes the client waits 2 s after a failed request, 4 s after the next, at most 60 s. */
const CLIENT_BACK_MS = 90_000;
/** The collector is at work during most of the kills too. */
const ENVIRONMENT = { STEMMA_COLLECT_SECONDS: "0.5" };

/**
 * Settings of a client that waits less between its retries, in seconds, to fit more kills into a short run. It never
 * stops retrying: on a busy machine one request may meet any number of kills.
 */
export const IMPATIENT = {
  WANDB_X_GRAPHQL_RETRY_MAX: "100000",
  WANDB_X_FILE_TRANSFER_RETRY_MAX: "100000",
  WANDB_X_FILE_STREAM_RETRY_MAX: "100000",
  WANDB_X_GRAPHQL_RETRY_WAIT_MIN_SECONDS: "0.3",
  WANDB_X_GRAPHQL_RETRY_WAIT_MAX_SECONDS: "3",
  WANDB_X_FILE_TRANSFER_RETRY_WAIT_MIN_SECONDS: "0.3",
  WANDB_X_FILE_TRANSFER_RETRY_WAIT_MAX_SECONDS: "3",
};

/** The long form, with the client as it comes. */
export const kills: Campaign = (setting) => killServer(setting, {});

/**
 * Kills the server with all its threads at random moments while the official client logs versions, and starts it again
 * on the same port and folder. The client has to finish, by itself or started once more; every version it was told of
 * has to be there, whole, and so has everything else the invariants ask for.
 */
export async function killServer(
  { seed, count = LONG_FORM_KILLS, folder, say }: CampaignSetting,
  clientEnvironment: Readonly<Record<string, string>>,
): Promise<CampaignResult> {
  const random = seededRandom(seed);
  const server = new ServerProcess(folder, ENVIRONMENT);
  const journal: LoggedVersion[] = [];
  const failures: string[] = [];
  const counts = { kills: 0, "at work": 0, "at the start": 0, clients: 0, "clients run again": 0, versions: 0 };
  for (let round = 0; counts.kills < count && failures.length === 0; round++) {
    await server.start();
    using client = new LoggingClient(server, {
      folder: join(folder, `client-${round}`),
      project: `round-${round}`,
      seed: seed + round,
      environment: clientEnvironment,
    });
    await client.untilLogged(1);
    const last = Math.min(count, counts.kills + KILLS_A_CLIENT);
    while (counts.kills < last) {
      client.runAgain();
      if (random.below(2) === 0) await killAtTime(server, random.below(WORK_SPAN_MS));
      else await killAtWrite(server, 1 + random.below(MAX_WRITES));
      counts.kills += 1;
      counts["at work"] += 1;
      while (counts.kills < last && random.below(KILLS_A_START) === 0) {
        await server.spawn();
        await sleep(random.below(START_SPAN_MS));
        await server.kill();
        counts.kills += 1;
        counts["at the start"] += 1;
      }
      await server.start();
    }
    failures.push(...(await client.finish()));
    counts.clients += 1;
    counts["clients run again"] += client.gaveUp.length;
    for (const log of client.gaveUp) say(`The client gave up and was started again:\n${log}`);
    journal.push(...client.journal());
    counts.versions = journal.length;
    await server.stop();
    failures.push(...(await checkInvariants(server.data, { acknowledged: journal })));
    say(`${counts.kills} kills, ${journal.length} versions acknowledged, ${failures.length} failures`);
  }
  return { counts, failures };
}

async function killAtWrite(server: ServerProcess, nth: number): Promise<void> {
  await atNthWrite(server.data, { nth, withinMs: CLIENT_BACK_MS }, () => server.kill());
}

/** Kills a while after the client has come back from its waiting, which the first write tells. */
async function killAtTime(server: ServerProcess, afterMs: number): Promise<void> {
  await atNthWrite(server.data, { nth: 1, withinMs: CLIENT_BACK_MS }, () => sleep(afterMs));
  await server.kill();
}
