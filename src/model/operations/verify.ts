import { StemmaError } from "../errors.ts";

/** How a store is verified. */
export interface VerifyOptions {
  /** Whether stored bytes are read and compared with their seals and names. */
  readonly isDataRead: boolean;
  /** Of so many parts of the packs, the one whose bytes are read; counted from 1. */
  readonly part: { readonly number: number; readonly of: number };
  /** What reading may take of the disk; null for all of it. */
  readonly bytesPerSecond: number | null;
}

/** What was found wrong, in words. */
export interface Finding {
  readonly sentence: string;
  /** The blob or chunk it is about, by its hash: who needs that is named behind the sentence. */
  readonly about: string | null;
}

/** The word of a job's options for a part of the packs: `2/7`. */
const SUBSET = /^(\d{1,4})\/(\d{1,4})$/;

/**
 * Reads the options of a VERIFY job.
 *
 * @returns `{readData?: boolean, subset?: "n/t", bytesPerSecond?: number}`
 * @throws `invalid_input`
 */
export function readVerifyOptions(options: Readonly<Record<string, unknown>>): VerifyOptions {
  const { readData = false, subset = "1/1", bytesPerSecond = null, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refused(unknown, others[unknown], "readData, subset or bytesPerSecond");
  if (typeof readData !== "boolean") throw refused("readData", readData, "true or false");
  const isRate = bytesPerSecond === null || (Number.isSafeInteger(bytesPerSecond) && Number(bytesPerSecond) > 0);
  if (!isRate) throw refused("bytesPerSecond", bytesPerSecond, "a whole number above 0");
  const [number, of] = (SUBSET.exec(String(subset))?.slice(1) ?? []).map(Number);
  if (number === undefined || of === undefined || number < 1 || number > of)
    throw refused("subset", subset, 'a part such as "1/7"');
  return { isDataRead: readData, part: { number, of }, bytesPerSecond: bytesPerSecond as number | null };
}

function refused(name: string, value: unknown, expected: string): StemmaError {
  const shown = JSON.stringify(value)?.slice(0, 64) ?? "nothing";
  return new StemmaError(
    "invalid_input",
    `Cannot verify with the option "${name}": it is ${shown}, expected ${expected}`,
  );
}
