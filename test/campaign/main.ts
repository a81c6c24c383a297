/**
 * The long runs. Each is repeated by its seed and leaves a line on the scoreboard, printed and kept in
 * docs/internals/reliability.md; a run that finds something keeps its folder and ends with code 1.
 *
 *   npm run campaign -- [--only NAME,…] [--seed N] [--count N]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeTestEnvironment } from "../../scripts/python-environment.ts";
import { chooseSeed } from "../support/seeded-random.ts";
import { busy, writers } from "./busy.ts";
import type { Campaign } from "./campaign.ts";
import { crashLoop } from "./crash-loop.ts";
import { documents } from "./documents.ts";
import { errorLoop } from "./error-loop.ts";
import { flips } from "./flips.ts";
import { fullDisk } from "./full-disk.ts";
import { kills } from "./kills.ts";
import { largeFile } from "./large-file.ts";
import { lightning } from "./lightning.ts";
import { plantedBugsCampaign } from "./planted-bugs.ts";
import { powerCuts } from "./power-cuts.ts";
import { restarts } from "./restarts.ts";
import { describeRun, type Line, putLines, scoreboard } from "./scoreboard.ts";
import { slowClients } from "./slow-clients.ts";
import { simulation } from "./simulation.ts";
import { syscalls } from "./syscalls.ts";
import { thinLines } from "./thin-lines.ts";

/** What `npm run campaign` is asked for. */
interface CampaignOptions {
  readonly names: readonly string[];
  readonly seed: number | undefined;
  readonly count: number | undefined;
}

/** Every campaign, by the name `--only` calls it. A new one is a file beside this one and a line here. */
const campaigns: Readonly<Record<string, Campaign>> = {
  kills,
  restarts,
  "full-disk": fullDisk,
  "slow-clients": slowClients,
  "thin-lines": thinLines,
  flips,
  busy,
  writers,
  "large-file": largeFile,
  lightning,
  simulation,
  "crash-loop": crashLoop,
  "error-loop": errorLoop,
  "power-cuts": powerCuts,
  syscalls,
  documents,
  "planted-bugs": plantedBugsCampaign,
};

const root = join(import.meta.dirname, "..", "..");
const page = join(root, "docs", "internals", "reliability.md");
const MINUTE_MS = 60_000;

try {
  const options = readOptions(Object.keys(campaigns));
  await makeTestEnvironment();
  const lines: Line[] = [];
  for (const name of options.names) {
    const line = await runCampaign(name, options.seed ?? chooseSeed(), options.count);
    lines.push(line);
    // Kept at once: a later campaign may take hours, or be broken off. A shortened run is no result.
    if (options.count === undefined) writeFileSync(page, putLines(readFileSync(page, "utf8"), [line]));
  }
  console.log(`\n${scoreboard(lines)}`);
  process.exitCode = lines.some(({ failures }) => failures > 0) ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

async function runCampaign(name: string, seed: number, count: number | undefined): Promise<Line> {
  const folder = mkdtempSync(join(tmpdir(), `stemma-${name}-`));
  const startedAtMs = Date.now();
  console.log(`${name}: seed ${seed}, in ${folder}`);
  const { counts, failures } = await campaigns[name]!({
    seed,
    count,
    folder,
    say: (text) => console.log(`${name}: ${text}`),
  });
  for (const failure of failures) console.error(`${name}: ${failure}`);
  if (failures.length === 0) rmSync(folder, { recursive: true, force: true });
  else console.error(`${name}: what was found is kept in ${folder}; run it again with --only ${name} --seed ${seed}`);
  const minutes = (Date.now() - startedAtMs) / MINUTE_MS;
  return { name, seed, counts, minutes, failures: failures.length, ...describeRun(root) };
}

/** Reads the arguments; without `--only` every campaign is run. */
function readOptions(known: readonly string[]): CampaignOptions {
  const { values } = parseArgs({
    options: { only: { type: "string" }, seed: { type: "string" }, count: { type: "string" } },
  });
  const names = values.only?.split(",") ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`Cannot run "${unknown}": there is no such campaign, expected some of ${known.join(", ")}`);
  return { names, seed: readNumber("seed", values.seed), count: readNumber("count", values.count) };
}

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new Error(`Cannot use the ${name} "${text}": expected a whole number from 0 up`);
  return Number(text);
}
