import type { Ports } from "../ports/ports.ts";

/** Runs of one transaction: some ten thousand rows, so that reports of running ones do not wait long. */
const RUNS_AT_ONCE = 50;

/**
 * Fills the index of values for the runs of a store that had none, until all are in it. Filters are right before that, and
 * slower. What is done is kept, so that the next start goes on from there.
 */
export async function indexRunValues({ metadata, eventLoop }: Ports, isEnded: () => boolean): Promise<void> {
  while (!isEnded() && (await metadata.transaction((rows) => rows.runs.indexValues(RUNS_AT_ONCE))) > 0)
    await eventLoop.yieldToOthers();
}
