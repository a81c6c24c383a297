import { StemmaError } from "../errors.ts";

/** The options of a verification. */
export interface VerifyOptions {
  /** Whether to read stored bytes and compare them with their checksums and names. */
  readonly isDataRead: boolean;
  /** Reads the bytes of one of `of` parts of the packs; counted from 1. */
  readonly part: { readonly number: number; readonly of: number };
  /** Limit of the read rate; null for none. */
  readonly bytesPerSecond: number | null;
}

/** Describes a finding. */
export interface Finding {
  readonly sentence: string;
  /** The blob or chunk of the finding, by its hash; its dependents are appended to the sentence. */
  readonly about: string | null;
}

/** The option that selects a part of the packs: `2/7`. */
const SUBSET = /^(\d{1,4})\/(\d{1,4})$/;

/**
 * Parses the options of a VERIFY job: `{readData?: boolean, subset?: "n/t", bytesPerSecond?: number}`.
 *
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
