import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { IMPATIENT, killServer } from "../../campaign/kills.ts";
import { chooseSeed } from "../../support/seeded-random.ts";

/** The campaign kills 200 times. */
const KILLS = 8;
/** Some 40 s; far more on a busy machine. */
const TIMEOUT_MS = 900_000;

const folder = mkdtempSync(join(tmpdir(), "stemma-kills-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  `${KILLS} kills of the server lose nothing that was acknowledged to the official client`,
  async () => {
    const seed = chooseSeed();
    const said: string[] = [];
    const setting = { seed, count: KILLS, folder, say: (text: string) => void said.push(text) };
    const { counts, failures } = await killServer(setting, IMPATIENT);
    console.log(`Kills, seed ${seed}: ${JSON.stringify(counts)}`);
    expect(failures.join("\n"), `seed ${seed}`).toBe("");
    // A client that gives up got an answer that it does not retry, such as a rejected manifest.
    expect(counts, said.join("\n")).toMatchObject({ kills: KILLS, clients: 1, "clients run again": 0 });
  },
  TIMEOUT_MS,
);
