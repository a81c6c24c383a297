import { expect, test } from "vitest";
import { failSteps } from "../../campaign/error-loop.ts";
import { scenarios } from "../../fault-loops/scenarios.ts";
import { chooseSeed } from "../../support/seeded-random.ts";

/** All faults take some minutes: the campaign makes them all. */
const ONE_IN = 40;
const LEAST_FAULTS = 80;
const TIMEOUT_MS = 900_000;

test(
  "a failed I/O step is reported as retryable, and a retry ends as if nothing had failed",
  async () => {
    const seed = chooseSeed();
    const { counts, failures } = await failSteps({ seed, folder: "", say: () => {} }, { oneIn: ONE_IN });
    console.log(`Faults, seed ${seed}: ${JSON.stringify(counts)}`);
    expect(failures.join("\n"), `seed ${seed}`).toBe("");
    // A loop that ends early would prove little.
    expect(counts["faults"]).toBeGreaterThan(LEAST_FAULTS);
    for (const { name } of scenarios) expect(counts[`in "${name}"`], name).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
