import { isStemmaError, type StemmaError } from "../../model/errors.ts";
import { decodeRecord, readHeader, type RecordHeader } from "./pack/record.ts";

/** A record as it was met in a pack. **Units** bytes, `end` exclusive */
export interface ScannedRecord {
  readonly startByte: number;
  readonly endByte: number;
  readonly header: RecordHeader;
  /** Why its bytes are not the sealed ones; absent when they are. */
  readonly damage?: StemmaError;
}

/** What a pack holds, from the first record to where records end. */
export interface PackScan {
  readonly records: readonly ScannedRecord[];
  /** Behind the last whole record: the size of the image, or where its torn tail begins. */
  readonly endByte: number;
  /** Why no record begins at `endByte`; absent when the image ends there. */
  readonly torn?: StemmaError;
}

/**
 * Walks through the records of a pack image (a piece will do) from `startByte`, which is where a record begins.
 *
 * A record whose sizes can be read but whose bytes are not the sealed ones is given with its damage, and the walk goes
 * on behind it. It ends where the image does, where a record has fewer bytes than it announces, or where none begins:
 * what lies behind that place cannot be found without rows.
 */
export function scanRecords(image: Uint8Array, startByte = 0): PackScan {
  const records: ScannedRecord[] = [];
  let at = startByte;
  while (at < image.byteLength) {
    const header = attempt(() => readHeader(image, at));
    if (isStemmaError(header)) return { records, endByte: at, torn: header };
    const endByte = at + header.recordSizeBytes;
    const decoded = attempt(() => decodeRecord(image.subarray(at, endByte)));
    if (endByte > image.byteLength && isStemmaError(decoded)) return { records, endByte: at, torn: decoded };
    records.push({ startByte: at, endByte, header, ...(isStemmaError(decoded) ? { damage: decoded } : {}) });
    at = endByte;
  }
  return { records, endByte: at };
}

function attempt<Result>(read: () => Result): Result | StemmaError {
  try {
    return read();
  } catch (error) {
    if (isStemmaError(error, "damaged")) return error;
    throw error;
  }
}
