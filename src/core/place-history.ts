import { parseLoose, type RunId } from "../model/index.ts";
import type { Rows } from "./ports/metadata.ts";

/**
 * Finds where rows of a run's history belong, of which a client says the number of the first.
 *
 * A client that syncs a run once more sends rows behind the last one that are stored already: a row with the step and the
 * time of a stored one is that one. What follows such rows is counted on by the client and lies right behind the last row.
 */
export async function placeHistory(
  rows: Rows,
  runId: RunId,
  firstNumber: number,
  lines: readonly string[],
): Promise<number> {
  const { history: count } = await rows.runLines.counts(runId);
  const behind = Math.min(firstNumber, count);
  const first = lines[0] === undefined ? undefined : momentOf(lines[0]);
  if (first === undefined || count === 0) return behind;
  const momentAt = async (number: number): Promise<Moment | undefined> => {
    const [line] = await rows.runLines.read(runId, "history", number, 1);
    return line === undefined ? undefined : momentOf(line.text);
  };
  if (firstNumber < count && isSame(await momentAt(firstNumber), first)) return firstNumber;
  const stored = await findStep(first.step, count, momentAt);
  return isSame(await momentAt(stored), first) ? stored : behind;
}

/** What tells one row from another; the text may be written in another order each time. */
interface Moment {
  readonly step: number;
  readonly timestamp: number;
}

/** The number of the first row with a step or a higher one, where rows stand in the order of their steps. */
async function findStep(
  step: number,
  count: number,
  momentAt: (number: number) => Promise<Moment | undefined>,
): Promise<number> {
  let [low, high] = [0, count];
  while (low < high) {
    // From the end: most rows are new ones.
    const middle = high === count ? count - 1 : Math.floor((low + high) / 2);
    if (((await momentAt(middle))?.step ?? step) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSame(stored: Moment | undefined, sent: Moment): boolean {
  return stored?.step === sent.step && stored.timestamp === sent.timestamp;
}

function momentOf(line: string): Moment | undefined {
  const row = parseLoose(line, "a row of the history") as { _step?: unknown; _timestamp?: unknown } | null;
  if (typeof row?._step !== "number" || typeof row._timestamp !== "number") return undefined;
  return { step: row._step, timestamp: row._timestamp };
}
