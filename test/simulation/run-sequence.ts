import { seededRandom } from "../support/seeded-random.ts";
import type { Place } from "./place.ts";
import { Broken, Sequence } from "./sequence.ts";
import { takeStep } from "./take-step.ts";

const MIN_STEPS = 4;
const MAX_STEPS = 20;

/** The result of a sequence. */
export interface SequenceReport {
  /** The differences from the model; empty on success. */
  readonly failure: readonly string[];
  /** Each call and its outcome. */
  readonly log: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Returns a seed for each step of a sequence, so that steps can be left out. */
export function stepSeedsOf(seed: number): number[] {
  const random = seededRandom(seed);
  const count = MIN_STEPS + random.below(MAX_STEPS - MIN_STEPS);
  return Array.from({ length: count }, () => random.below(2 ** 31));
}

/** Runs a sequence, deterministically. */
export async function runSequence(place: Place, stepSeeds: readonly number[]): Promise<SequenceReport> {
  const sequence = await Sequence.begin(place);
  const { log, counts } = sequence;
  try {
    for (const seed of stepSeeds) await takeStep(sequence, seededRandom(seed));
    await sequence.end();
    return { failure: [], log, counts };
  } catch (error) {
    const failure = error instanceof Broken ? error.sentences : [String((error as Error).stack ?? error)];
    return { failure, log, counts };
  } finally {
    await sequence.stop();
  }
}

/** Removes steps from a failing sequence as long as it still fails. */
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
