import { parentPort, workerData } from "node:worker_threads";
import { makePlace } from "./place.ts";
import { runSequence, type SequenceReport, shrink, stepSeedsOf } from "./run-sequence.ts";

/** The sequences that a thread runs. */
export interface ThreadShare {
  readonly firstSeed: number;
  readonly endSeed: number;
  /** The distance between two seeds. */
  readonly stride: number;
}

/** The result of the sequence with a seed; a failed one is shrunk. */
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
