import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { atNthWrite } from "../support/at-nth-write.ts";
import { checkInvariants } from "../support/check-invariants.ts";
import { type LoggedVersion, LoggingClient } from "../support/logging-client.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { ServerProcess } from "../support/server-process.ts";
import type { Campaign, CampaignResult, CampaignSetting } from "./campaign.ts";

const LONG_FORM_RESTARTS = 100;
/** A server that is stopped at a write is in the middle of something. */
const MAX_WRITES = 40;
/** As it comes the client waits 2 s after a failed request, 4 s after the next, at most 60 s. */
const CLIENT_BACK_MS = 90_000;
/** How long nobody serves: a process is exchanged at once, a machine takes a while. */
const AWAY_SPAN_MS = 3_000;
const ENVIRONMENT = { STEMMA_COLLECT_SECONDS: "0.5" };

/** The long form, with the client as it comes. */
export const restarts: Campaign = (setting) => restartServer(setting, {});

/**
 * Stops the server in the middle of its work with SIGTERM and starts it again, while the official client logs versions.
 * Every stop has to end by itself with exit code 0, the client must not fail, and what it was told of has to be there.
 */
export async function restartServer(
  { seed, count = LONG_FORM_RESTARTS, folder, say }: CampaignSetting,
  clientEnvironment: Readonly<Record<string, string>>,
): Promise<CampaignResult> {
  const random = seededRandom(seed);
  const server = await new ServerProcess(folder, ENVIRONMENT).start();
  const counts = { restarts: 0, "ms the longest stop took": 0, "clients run again": 0, versions: 0 };
  const failures: string[] = [];
  let journal: LoggedVersion[] = [];
  {
    using client = new LoggingClient(server, {
      folder: join(folder, "client"),
      project: "restarts",
      seed,
      environment: clientEnvironment,
    });
    await client.untilLogged(1);
    while (counts.restarts < count && failures.length === 0) {
      client.runAgain();
      let stopMs = 0;
      await atNthWrite(server.data, { nth: 1 + random.below(MAX_WRITES), withinMs: CLIENT_BACK_MS }, async () => {
        const askedAtMs = performance.now();
        await server.stop().catch((error: Error) => failures.push(error.message));
        stopMs = Math.round(performance.now() - askedAtMs);
      });
      counts["ms the longest stop took"] = Math.max(counts["ms the longest stop took"], stopMs);
      await sleep(random.below(AWAY_SPAN_MS));
      await server.start();
      counts.restarts += 1;
      say(`${counts.restarts} restarts, ${client.journal().length} versions acknowledged`);
    }
    failures.push(...(await client.finish()));
    counts["clients run again"] = client.gaveUp.length;
    for (const log of client.gaveUp) say(`The client gave up and was started again:\n${log}`);
    journal = client.journal();
  }
  if (counts["clients run again"] > 0) failures.push("the client gave up during a restart");
  counts.versions = journal.length;
  await server.stop();
  failures.push(...(await checkInvariants(server.data, { acknowledged: journal })));
  return { counts, failures };
}
