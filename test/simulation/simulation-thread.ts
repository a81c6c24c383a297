import { parentPort, workerData } from "node:worker_threads";
import { makePlace } from "./place.ts";
import { runSequence, type SequenceReport, shrink, stepSeedsOf } from "./run-sequence.ts";

/** Which sequences a thread runs. */
export interface ThreadShare {
  readonly firstSeed: number;
  readonly endSeed: number;
  /** From one seed to the next. */
  readonly stride: number;
}

/** What became of the sequence with a seed; one that failed comes with fewer steps. */
export interface SequenceResult extends SequenceReport {
  readonly seed: number;
}

const { firstSeed, endSeed, stride } = workerData as ThreadShare;
const place = await makePlace();
try {
  for (let seed = firstSeed; seed < endSeed; seed += stride) parentPort!.postMessage(await runShrunk(seed));
} finally {
  await place.remove();
}

async function runShrunk(seed: number): Promise<SequenceResult> {
  const stepSeeds = stepSeedsOf(seed);
  const report = await runSequence(place, stepSeeds);
  if (report.failure.length === 0) return { ...report, log: [], seed };
  return { ...(await shrink(place, stepSeeds)), seed };
}
