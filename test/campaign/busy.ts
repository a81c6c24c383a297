import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkInvariants } from "../support/check-invariants.ts";
import { ClientProcess } from "../support/client-process.ts";
import { ServerProcess } from "../support/server-process.ts";
import type { Campaign, CampaignResult, CampaignSetting } from "./campaign.ts";

const SCRIPT = "test/e2e/load/busy_client.py";
const CLIENTS = 8;
/** With the pause below it is time for over 1,000 rounds of the collector. */
const LONG_FORM_SECONDS = 560;
const LONG_FORM_WRITERS = 64;
const VERSIONS_A_WRITER = 5;
/** Dozens of clients start on two cores, a few seconds of work each, and finish what they have begun. */
const SPARE_MS = 420_000;
/** Deleted versions are given up at once, and the collector is at work all the time. */
const ENVIRONMENT = { STEMMA_COLLECT_SECONDS: "0.1", STEMMA_UNDELETE_DAYS: "0" };
const COLLECTION = "busy";
const PROJECT = "busy";

/** What the clients do: each logs some versions, then does all kinds of things for a while. */
interface Work {
  readonly clients: number;
  readonly versions: number;
  readonly seconds: number;
}

/** Eight clients log, use, download and delete at once; `count` is the seconds it takes. */
export const busy: Campaign = (setting) =>
  runClients(setting, { clients: CLIENTS, versions: 1, seconds: setting.count ?? LONG_FORM_SECONDS });

/** Many clients log to one collection at once; `count` is their number. */
export const writers: Campaign = (setting) =>
  runClients(setting, { clients: setting.count ?? LONG_FORM_WRITERS, versions: VERSIONS_A_WRITER, seconds: 0 });

/**
 * Runs official clients in processes of their own against one server. None of them may fail; the indexes they are given
 * have to be 0 to N-1, each given once; afterwards every invariant has to hold.
 */
async function runClients({ seed, folder, say }: CampaignSetting, work: Work): Promise<CampaignResult> {
  const server = await new ServerProcess(folder, ENVIRONMENT).start();
  const clients = Array.from({ length: work.clients }, (_, number) => startClient(server, folder, seed + number, work));
  const failures: string[] = [];
  const counts: Record<string, number> = { clients: work.clients };
  const indexes: number[] = [];
  for (const [number, { process, journal }] of clients.entries()) {
    const code = await process.end(work.seconds * 1000 + SPARE_MS);
    if (code !== 0) failures.push(`client ${number} ended with ${code}:\n${process.logTail()}`);
    for (const line of readJournal(journal)) {
      if (line.versionIndex !== undefined) indexes.push(line.versionIndex);
      for (const [what, times] of Object.entries(line.counts ?? {})) counts[what] = (counts[what] ?? 0) + times;
    }
    say(`${number + 1} of ${work.clients} clients ended, ${failures.length} failures`);
  }
  counts["collector rounds"] = await collectorRounds(server);
  await server.stop();
  const expected = Array.from({ length: indexes.length }, (_, index) => index);
  if (indexes.sort((left, right) => left - right).join() !== expected.join())
    failures.push(`the versions are not v0 to v${indexes.length - 1}, each once: ${indexes.join()}`);
  return { counts, failures: [...failures, ...(await checkInvariants(server.data))] };
}

/**
 * @throws where the server does not tell it
 */
async function collectorRounds({ baseUrl, adminToken }: ServerProcess): Promise<number> {
  const answer = await fetch(`${baseUrl}/metrics`, { headers: { Authorization: `Bearer ${adminToken}` } });
  const [, rounds] = /^stemma_gc_runs_total (\d+)$/m.exec(await answer.text()) ?? [];
  if (rounds === undefined) throw new Error("The metrics do not tell the rounds of the collector");
  return Number(rounds);
}

interface JournalLine {
  readonly versionIndex?: number;
  readonly counts?: Readonly<Record<string, number>>;
}

function startClient(server: ServerProcess, folder: string, seed: number, { versions, seconds }: Work) {
  const place = join(folder, `client-${seed}`);
  const journal = join(place, "journal.jsonl");
  const args = ["--seed", String(seed), "--project", PROJECT, "--collection", COLLECTION, "--journal", journal];
  const more = ["--versions", String(versions), "--seconds", String(seconds)];
  const script = { script: SCRIPT, args: [...args, ...more], environment: {} };
  return { process: new ClientProcess(server, place, script), journal };
}

function readJournal(path: string): JournalLine[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as JournalLine);
}
