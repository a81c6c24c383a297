import { type JsonText, parseLoose } from "../json/json-text.ts";

/**
 * The `_step` of a history line.
 *
 * @returns undefined where the line holds no step that is a whole number
 */
export function historyStep(line: JsonText): number | undefined {
  return stepOf(parseRow(line));
}

/** The moment of a history line: two lines of one writer with the same moment are the same line. */
export interface HistoryMoment {
  readonly step: number;
  readonly timestamp: number;
}

/** The moment of a history line, undefined where it lacks its step or its time. */
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
    // A line that is no JSON is kept as it is; its reader reports it.
    return undefined;
  }
}

function stepOf(row: Record<string, unknown> | undefined): number | undefined {
  const step = row?.["_step"];
  return Number.isSafeInteger(step) ? (step as number) : undefined;
}
