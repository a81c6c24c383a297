import { expect, test } from "vitest";
import { crashAtSteps } from "../../campaign/crash-loop.ts";
import { scenarios } from "../../fault-loops/scenarios.ts";
import { chooseSeed } from "../../support/seeded-random.ts";

/** All steps take two minutes: the campaign takes them all. */
const ONE_IN = 18;
const LEAST_CRASHES = 60;
const TIMEOUT_MS = 900_000;

test(
  "after a crash at any I/O step acknowledged data is there, and continuing ends as without the crash",
  async () => {
    const seed = chooseSeed();
    const { counts, failures } = await crashAtSteps({ seed, folder: "", say: () => {} }, { oneIn: ONE_IN });
    console.log(`Crashes, seed ${seed}: ${JSON.stringify(counts)}`);
    expect(failures.join("\n"), `seed ${seed}`).toBe("");
    // A loop that ends early would prove little.
    expect(counts["crashes"]).toBeGreaterThan(LEAST_CRASHES);
    for (const { name } of scenarios) expect(counts[`in "${name}"`], name).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
