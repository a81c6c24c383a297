import { expect, test } from "vitest";
import { simulation } from "../../campaign/simulation.ts";
import { chooseSeed } from "../../support/seeded-random.ts";

/** The campaign runs 160,000. */
const SEQUENCES = 1000;
/** Calls at once whose steps are interleaved anew. */
const LEAST_SCHEDULES = 5000;
/** Some minutes; far more where the machine is busy. */
const TIMEOUT_MS = 1_800_000;

test(
  `${SEQUENCES} random sequences of calls, races, power cuts and collections end as a pure model says`,
  async () => {
    const seed = chooseSeed();
    const { counts, failures } = await simulation({ seed, count: SEQUENCES, folder: "", say: () => {} });
    console.log(`Simulation, seed ${seed}: ${JSON.stringify(counts)}`);
    expect(failures.join("\n"), `seed ${seed}`).toBe("");
    expect(counts["sequences"]).toBe(SEQUENCES);
    expect(counts["schedules"]).toBeGreaterThan(LEAST_SCHEDULES);
    // A simulation in which one of these never happens would prove little.
    for (const seen of ["at once", "power cuts", "collections", "versions", "packs rewritten", "packs deleted"])
      expect(counts[seen], seen).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
