import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import { isStemmaError } from "../../../model/index.ts";
import { decodeRecord } from "./record.ts";

/** Where a row says that a chunk lies, and what it says of it (in bytes). */
export interface ChunkLocation {
  readonly hash: string;
  readonly pack: string;
  readonly startByte: number;
  readonly storedBytes: number;
  readonly rawBytes: number;
}

/** The bytes of a chunk, or what is wrong with them, in words. */
export type RecordReading = { readonly raw: Uint8Array } | { readonly fault: string };

/** Reads the record of one chunk and compares it with its seal and its row. */
export async function readRecord(driver: Pick<BlobDriver, "get">, place: ChunkLocation): Promise<RecordReading> {
  const { pack, startByte, storedBytes } = place;
  try {
    return checkRecord(await driver.get(pack, startByte, startByte + storedBytes), place);
  } catch (error) {
    if (isStemmaError(error, "not_found")) return { fault: "its pack is missing" };
    if (isStemmaError(error, "damaged")) return { fault: "its pack is truncated" };
    if (isUnreadable(error)) return { fault: "the disk reports a read error" };
    throw error;
  }
}

/** A disk that fails at a place says so each time. */
function isUnreadable(error: unknown): boolean {
  return isStemmaError(error, "unavailable") && (error.cause as NodeJS.ErrnoException | undefined)?.code === "EIO";
}

/** The same over bytes that were read already. */
export function checkRecord(record: Uint8Array, { hash, rawBytes }: ChunkLocation): RecordReading {
  try {
    const { seal, raw } = decodeRecord(record);
    if (seal === hash && raw.byteLength === rawBytes) return { raw };
    return { fault: `its location contains the record of chunk ${seal}` };
  } catch (error) {
    if (!isStemmaError(error, "damaged")) throw error;
    return { fault: error.message.replace("Cannot read a stored chunk: ", "") };
  }
}
