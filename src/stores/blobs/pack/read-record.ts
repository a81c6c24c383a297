import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import { isStemmaError } from "../../../model/index.ts";
import { decodeRecord } from "./record.ts";

/** The location and sizes of a chunk, from its row (in bytes). */
export interface ChunkLocation {
  readonly hash: string;
  readonly pack: string;
  readonly startByte: number;
  readonly storedBytes: number;
  readonly rawBytes: number;
}

/** The bytes of a chunk, or a description of its fault. */
export type RecordReading = { readonly raw: Uint8Array } | { readonly fault: string };

/** Reads the record of one chunk and compares it with its checksum and its row. */
export async function readRecord(driver: Pick<BlobDriver, "get">, location: ChunkLocation): Promise<RecordReading> {
  const { pack, startByte, storedBytes } = location;
  try {
    return checkRecord(await driver.get(pack, startByte, startByte + storedBytes), location);
  } catch (error) {
    if (isStemmaError(error, "not_found")) return { fault: "its pack is missing" };
    if (isStemmaError(error, "damaged")) return { fault: "its pack is truncated" };
    if (isUnreadable(error)) return { fault: "the disk reports a read error" };
    throw error;
  }
}

/** An EIO repeats at the same offset, so the chunk counts as corrupt. */
function isUnreadable(error: unknown): boolean {
  return isStemmaError(error, "unavailable") && (error.cause as NodeJS.ErrnoException | undefined)?.code === "EIO";
}

/** Compares a record that was already read with its checksum and its row. */
export function checkRecord(record: Uint8Array, { hash, rawBytes }: ChunkLocation): RecordReading {
  try {
    const { checksum, raw } = decodeRecord(record);
    if (checksum === hash && raw.byteLength === rawBytes) return { raw };
    return { fault: `its location contains the record of chunk ${checksum}` };
  } catch (error) {
    if (!isStemmaError(error, "damaged")) throw error;
    return { fault: error.message.replace("Cannot read a stored chunk: ", "") };
  }
}
