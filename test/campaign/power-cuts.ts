import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkInvariants } from "../support/check-invariants.ts";
import { seededRandom, type SeededRandom } from "../support/seeded-random.ts";
import { ServerProcess } from "../support/server-process.ts";
import { noPowerCuts, SmallDisk } from "../support/small-disk.ts";
import type { Campaign, CampaignResult, CampaignSetting } from "./campaign.ts";
import { runPatientClient, type StoredVersion } from "./patient-client.ts";

const LONG_FORM_CUTS = 1000;
/** Checking everything takes longer the more there is: so many clients share a disk. */
const CLIENTS_A_DISK = 20;
const DISK = { mib: 128 };
/** A client makes some fifteen calls. */
const MAX_ANSWERS = 15;
/** Within this time a call or two are under way. */
const WORK_SPAN_MS = 60;
/** One cut of so many is followed by another one while the server starts. */
const CUTS_A_START = 5;
/** A start takes about half a second. */
const START_SPAN_MS = 700;
const MAX_TRIES = 200;
/** The collector is at work during most of the cuts. */
const ENVIRONMENT = { STEMMA_COLLECT_SECONDS: "0.3", STEMMA_UNDELETE_DAYS: "0" };

type Counts = Record<"cuts" | "behind an answer" | "at work" | "at the start" | "repeated", number>;

/**
 * Cuts the power of a disk with a real journal under a real server, right behind an answer or while calls are under
 * way, and while it starts again. What the system had not written yet is lost. The client makes its calls again and gets
 * through; everything it was told is there, and every invariant holds. `count` is the number of cuts.
 */
export const powerCuts: Campaign = async (setting) => {
  const { count = LONG_FORM_CUTS, folder, say } = setting;
  const counts: Counts = { cuts: 0, "behind an answer": 0, "at work": 0, "at the start": 0, repeated: 0 };
  const failures: string[] = [];
  for (let number = 0; counts.cuts < count && failures.length === 0; number++) {
    const place = join(folder, `disk-${number}`);
    mkdirSync(place);
    const disk = SmallDisk.withJournal(join(place, "data"), DISK);
    if (disk === undefined) return skipped(counts, say);
    try {
      if (!disk.canLosePower()) return skipped(counts, say);
      failures.push(...(await useDisk({ ...setting, count, place }, { disk, number, counts })));
    } finally {
      disk.unmount();
    }
    if (failures.length === 0) rmSync(place, { recursive: true });
    say(`${counts.cuts} cuts, ${failures.length} failures`);
  }
  return { counts, failures };
};

function skipped(counts: Counts, say: (text: string) => void): CampaignResult {
  say(`skipped: ${noPowerCuts}`);
  return { counts: { ...counts, skipped: 1 }, failures: [] };
}

async function useDisk(
  { seed, count, place }: CampaignSetting & { count: number; place: string },
  { disk, number, counts }: { disk: SmallDisk; number: number; counts: Counts },
): Promise<string[]> {
  const server = await new ServerProcess(place, ENVIRONMENT).start();
  const stored: StoredVersion[] = [];
  const failures: string[] = [];
  const first = number * CLIENTS_A_DISK;
  try {
    for (let client = first; client < first + CLIENTS_A_DISK && counts.cuts < count; client++) {
      const power = new Power({ server, disk, counts, random: seededRandom(seed + client) });
      const report = await power.runClient(`c${client}`);
      stored.push(...report.stored);
      counts.repeated += report.repeated;
      failures.push(...report.failures.map((failure) => `seed ${seed + client}: ${failure}`));
    }
    await server.stop();
    failures.push(...(await checkInvariants(server.data, { acknowledged: stored })));
  } catch (error) {
    // A server that does not start again after a cut is the worst that can be found.
    failures.push((error as Error).message);
    await server.kill().catch(() => {});
  }
  return failures;
}

/** Cuts the power once under one client. */
class Power {
  readonly #server: ServerProcess;
  readonly #disk: SmallDisk;
  readonly #counts: Counts;
  readonly #random: SeededRandom;
  /** Resolves when the server is back; undefined before the cut. */
  #cut: Promise<void> | undefined;

  constructor(given: { server: ServerProcess; disk: SmallDisk; counts: Counts; random: SeededRandom }) {
    this.#server = given.server;
    this.#disk = given.disk;
    this.#counts = given.counts;
    this.#random = given.random;
  }

  async runClient(collection: string): Promise<Awaited<ReturnType<typeof runPatientClient>>> {
    const random = this.#random;
    const cutAfter = 1 + random.below(MAX_ANSWERS);
    const isAtWork = random.below(2) === 0;
    const afterMs = random.below(WORK_SPAN_MS);
    const patience = {
      tries: MAX_TRIES,
      afterAnswer: async (answers: number): Promise<void> => {
        if (answers !== cutAfter) return;
        this.#counts[isAtWork ? "at work" : "behind an answer"] += 1;
        if (!isAtWork) return (this.#cut = this.#cutPower());
        // The client goes on meanwhile, and hears of it by its next call.
        this.#cut = sleep(afterMs).then(() => this.#cutPower());
        this.#cut.catch(() => {});
        return undefined;
      },
      beforeRetry: async (): Promise<void> => this.#cut,
    };
    const report = await runPatientClient(this.#server, { collection, random, patience });
    await this.#cut;
    return report;
  }

  async #cutPower(): Promise<void> {
    await this.#cutOnce();
    while (this.#random.below(CUTS_A_START) === 0) {
      await this.#server.spawn();
      await sleep(this.#random.below(START_SPAN_MS));
      await this.#cutOnce();
      this.#counts["at the start"] += 1;
    }
    await this.#server.start();
  }

  async #cutOnce(): Promise<void> {
    // No process outlives a power cut; what it had not synced is in the system's cache, and goes with it.
    await this.#server.kill();
    this.#disk.cutPower();
    this.#disk.restorePower();
    this.#counts.cuts += 1;
  }
}
