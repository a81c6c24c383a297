import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { flips } from "../../campaign/flips.ts";
import { chooseSeed } from "../../support/seeded-random.ts";

const FLIPS = 1000;

const folder = mkdtempSync(join(tmpdir(), "stemma-flips-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`no one of ${FLIPS} flipped bytes is delivered, in-process or over HTTP`, async () => {
  const seed = chooseSeed();
  const { counts, failures } = await flips({ seed, count: FLIPS, folder, say: () => {} });
  console.log(`Flips, seed ${seed}: ${JSON.stringify(counts)}`);
  expect(failures.join("\n"), `seed ${seed}`).toBe("");
  expect(counts).toMatchObject({ flips: FLIPS, "wrong bytes": 0 });
  for (const seen of ["refused", "ended early", "answered 500"]) expect(counts[seen], seen).toBeGreaterThan(0);
});
