import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makePythonEnvironment } from "../../scripts/python-environment.ts";
import { checkInvariants } from "../support/check-invariants.ts";
import { ClientProcess } from "../support/client-process.ts";
import { ServerProcess } from "../support/server-process.ts";
import type { Campaign } from "./campaign.ts";

const SCRIPT = "test/campaign/lightning_client.py";
const MAX_CLIENT_MS = 600_000;
const root = join(import.meta.dirname, "..", "..");

/** Trains with the real Lightning, whose logger and checkpoints make artifacts; `count` is the number of trainings. */
export const lightning: Campaign = async ({ seed, count = 1, folder, say }) => {
  say("installs torch, some gigabytes, where it is not there yet");
  const requirements = join(import.meta.dirname, "lightning.txt");
  const python = await makePythonEnvironment(join(root, ".venv-lightning"), requirements);
  const server = await new ServerProcess(folder).start();
  const counts: Record<string, number> = { trainings: 0 };
  const failures: string[] = [];
  for (let training = 0; training < count; training++) {
    const place = join(folder, `client-${training}`);
    const journal = join(place, "journal.json");
    const args = ["--seed", String(seed + training), "--journal", journal];
    const client = new ClientProcess(server, place, { script: SCRIPT, args, environment: {}, python });
    const code = await client.end(MAX_CLIENT_MS);
    counts["trainings"]! += 1;
    if (code === 0) {
      const seen = JSON.parse(readFileSync(journal, "utf8")) as Record<string, number>;
      for (const [what, times] of Object.entries(seen)) counts[what] = (counts[what] ?? 0) + times;
    } else failures.push(`training ${training} ended with ${code}:\n${client.logTail()}`);
    say(`${training + 1} of ${count} trainings, ${failures.length} failures`);
  }
  await server.stop();
  return { counts, failures: [...failures, ...(await checkInvariants(server.data))] };
};
