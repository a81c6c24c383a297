import type { Ports } from "../ports/ports.ts";

/** Runs per transaction: some ten thousand rows, so that reports of active runs do not wait long. */
const RUNS_AT_ONCE = 50;

/**
 * Fills the index of values for runs of a store that had none. Until it is complete, filters are correct but slower.
 * Progress is kept, so the next start continues.
 */
export async function indexRunValues({ metadata, eventLoop }: Ports, isEnded: () => boolean): Promise<void> {
  while (!isEnded() && (await metadata.transaction((rows) => rows.runs.indexValues(RUNS_AT_ONCE))) > 0)
    await eventLoop.yieldToOthers();
}
