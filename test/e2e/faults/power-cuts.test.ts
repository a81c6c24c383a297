import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { powerCuts } from "../../campaign/power-cuts.ts";
import { chooseSeed } from "../../support/seeded-random.ts";
import { noPowerCuts } from "../../support/small-disk.ts";

const CUTS = 12;
const TIMEOUT_MS = 900_000;

const folder = mkdtempSync(join(tmpdir(), "stemma-power-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  `${CUTS} power cuts of a disk with a journal lose no acknowledged data`,
  async ({ skip }) => {
    const seed = chooseSeed();
    const { counts, failures } = await powerCuts({ seed, count: CUTS, folder, say: () => {} });
    if (counts["skipped"] === 1) return skip(noPowerCuts);
    expect(failures.join("\n"), `seed ${seed}`).toBe("");
    expect(counts["cuts"]).toBeGreaterThanOrEqual(CUTS);
  },
  TIMEOUT_MS,
);
