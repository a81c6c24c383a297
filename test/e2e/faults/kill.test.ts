import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { IMPATIENT, killServer } from "../../campaign/kills.ts";
import { chooseSeed } from "../../support/seeded-random.ts";

const KILLS = 20;
const TIMEOUT_MS = 240_000;

const folder = mkdtempSync(join(tmpdir(), "stemma-kills-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  `${KILLS} kills of the server lose nothing that the official client was told is stored`,
  async () => {
    const seed = chooseSeed();
    const { counts, failures } = await killServer({ seed, count: KILLS, folder, say: () => {} }, IMPATIENT);
    console.log(`Kills, seed ${seed}: ${JSON.stringify(counts)}`);
    expect(failures.join("\n"), `seed ${seed}`).toBe("");
    // A client that gives up was told something that cannot be repeated, such as that bytes never arrived.
    expect(counts).toMatchObject({ kills: KILLS, clients: 1, "clients run again": 0 });
  },
  TIMEOUT_MS,
);
