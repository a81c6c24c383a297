import { type JsonText, parseLoose } from "../json/json-text.ts";

/** Returns the `_step` of a history line; undefined if it is not a whole number. */
export function historyStep(line: JsonText): number | undefined {
  return stepOf(parseRow(line));
}

/** Step and time of a history line: two lines of one writer with the same step and time are the same line. */
export interface HistoryMoment {
  readonly step: number;
  readonly timestamp: number;
}

/** Returns step and time of a history line; undefined if it lacks one of them. */
export function historyMoment(line: JsonText): HistoryMoment | undefined {
  const row = parseRow(line);
  const step = stepOf(row);
  const timestamp = row?.["_timestamp"];
  return step === undefined || typeof timestamp !== "number" ? undefined : { step, timestamp };
}

function parseRow(line: JsonText): Record<string, unknown> | undefined {
  try {
    const row = parseLoose(line, "a history line");
    return typeof row === "object" && row !== null ? (row as Record<string, unknown>) : undefined;
  } catch {
    // A line that is not JSON is kept unchanged; reading it reports the error.
    return undefined;
  }
}

function stepOf(row: Record<string, unknown> | undefined): number | undefined {
  const step = row?.["_step"];
  return Number.isSafeInteger(step) ? (step as number) : undefined;
}
