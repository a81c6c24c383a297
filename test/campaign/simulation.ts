import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SequenceResult, ThreadShare } from "../simulation/simulation-thread.ts";
import type { Campaign } from "./campaign.ts";

/** A sequence makes some 6.3 schedules of calls at once: of these a million are wanted. */
const LONG_FORM_SEQUENCES = 160_000;
const SAY_EVERY = 1000;
/** Leaving steps out of a sequence runs it many times: after so many failures there is enough to look at. */
const ENOUGH_FAILURES = 5;

/**
 * Runs sequences of random calls, races, power cuts and collections against the real core over real stores, and holds
 * every answer and row against a pure model. The sequence with a number has the seed that far behind the first, so
 * `--seed N --count 1` runs one again.
 */
export const simulation: Campaign = async ({ seed, count = LONG_FORM_SEQUENCES, say }) => {
  const counts: Record<string, number> = { sequences: 0 };
  const failures: string[] = [];
  const threads = Math.min(availableParallelism(), count);
  const workers: Worker[] = [];
  const take = ({ seed: ofSequence, counts: seen, failure, log }: SequenceResult): void => {
    counts["sequences"]! += 1;
    for (const [what, times] of Object.entries(seen)) counts[what] = (counts[what] ?? 0) + times;
    if (failure.length > 0) {
      failures.push(`seed ${ofSequence}: ${failure.join("\n  ")}\n  after ${log.join("\n  ")}`);
      say(`a failure: ${failures.at(-1)}`);
    }
    if (failures.length === ENOUGH_FAILURES) for (const worker of workers) void worker.terminate();
    if (counts["sequences"]! % SAY_EVERY === 0) say(`${counts["sequences"]} sequences, ${failures.length} failures`);
  };
  const shares = Array.from({ length: threads }, (_, index) => {
    return { firstSeed: seed + index, endSeed: seed + count, stride: threads };
  });
  await Promise.all(shares.map((share) => runShare(share, { workers, take })));
  return { counts, failures };
};

/**
 * @throws the thread's own, where it ends without having run its share
 */
function runShare(
  share: ThreadShare,
  { workers, take }: { readonly workers: Worker[]; readonly take: (result: SequenceResult) => void },
): Promise<void> {
  const worker = new Worker(new URL("../simulation/simulation-thread.ts", import.meta.url), { workerData: share });
  workers.push(worker);
  return new Promise((resolve, reject) => {
    worker.on("message", take);
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
}
