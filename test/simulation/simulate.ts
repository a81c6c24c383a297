import { seededRandom } from "../support/seeded-random.ts";
import type { Place } from "./place.ts";
import { runSequence, type SequenceReport } from "./run-sequence.ts";

const MIN_STEPS = 4;
const MAX_STEPS = 22;

/** The steps of the sequence with a seed. */
export function stepSeedsOf(seed: number): number[] {
  const random = seededRandom(seed);
  const count = MIN_STEPS + random.below(MAX_STEPS - MIN_STEPS);
  return Array.from({ length: count }, () => random.below(2 ** 31));
}

/** Leaves steps out of a sequence that fails, as long as it still does. */
export async function shrink(place: Place, stepSeeds: readonly number[]): Promise<SequenceReport> {
  let kept = stepSeeds;
  let report = await runSequence(place, kept);
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length;) {
      const fewer = kept.toSpliced(start, size);
      const tried = await runSequence(place, fewer);
      if (tried.failure.length === 0) start += size;
      else [kept, report] = [fewer, tried];
    }
  }
  return report;
}
