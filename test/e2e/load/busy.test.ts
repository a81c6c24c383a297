import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { busy } from "../../campaign/busy.ts";
import { chooseSeed } from "../../support/seeded-random.ts";

/** The campaign lasts ten minutes. */
const SECONDS = 10;
const TIMEOUT_MS = 900_000;

const folder = mkdtempSync(join(tmpdir(), "stemma-busy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  `eight official clients log, use, download and delete at once for ${SECONDS} s, and nothing goes wrong`,
  async () => {
    const seed = chooseSeed();
    const { counts, failures } = await busy({ seed, count: SECONDS, folder, say: () => {} });
    console.log(`Busy, seed ${seed}: ${JSON.stringify(counts)}`);
    expect(failures.join("\n"), `seed ${seed}`).toBe("");
    for (const seen of ["logged", "downloaded", "deleted"]) expect(counts[seen], seen).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
