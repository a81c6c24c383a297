import type { FoundRecord, RecordsCursor, RecordsStep } from "../../core/ports/audit.ts";
import { isStemmaError } from "../../model/index.ts";
import { decodeRecord, readHeader, RECORD_HEADER_BYTES } from "../blobs/pack/record.ts";
import type { AuditStore } from "./audit-store.ts";

/** Bytes of a pack read together: many small records, or one or two large ones. */
const WINDOW_BYTES = 1024 * 1024;
/** Bytes scanned or returned per step. */
const WALKED_BYTES_PER_BATCH = 64 * 1024 * 1024;
const FOUND_BYTES_PER_BATCH = 16 * 1024 * 1024;

/**
 * Scans packs, which are self-describing, for intact records of some chunks. After an unreadable header, continues at
 * the next record according to the rows.
 */
export async function findRecords(
  store: AuditStore,
  chunks: readonly string[],
  cursor: RecordsCursor | null,
): Promise<RecordsStep> {
  const wanted = new Set(chunks);
  const found: FoundRecord[] = [];
  let [walked, foundBytes] = [0, 0];
  let { pack, startByte } = cursor ?? { pack: "", startByte: 0 };
  for (;;) {
    const size = pack === "" ? 0 : await sizeOf(store, pack);
    while (startByte < size) {
      if (wanted.size === 0) return { next: null, found };
      if (walked > WALKED_BYTES_PER_BATCH || foundBytes > FOUND_BYTES_PER_BATCH)
        return { next: { pack, startByte }, found };
      const window = await readWindow(store, { pack, startByte }, size, wanted);
      found.push(...window.found);
      foundBytes += window.found.reduce((total, { bytes }) => total + bytes.byteLength, 0);
      const endByte = window.endByte ?? (await nextStart(store, pack, startByte)) ?? size;
      walked += endByte - startByte;
      startByte = endByte;
    }
    const next = await nextPack(store, pack);
    if (next === undefined) return { next: null, found };
    [pack, startByte] = [next, 0];
  }
}

async function sizeOf({ driver }: AuditStore, pack: string): Promise<number> {
  return (await driver.stat(pack))?.sizeBytes ?? 0;
}

/** Returns the next pack by name, so that the scan can resume after any pack. */
async function nextPack({ engine }: AuditStore, after: string): Promise<string | undefined> {
  const row = await engine.read
    .selectFrom("packs")
    .select("name")
    .where("name", ">", after)
    .orderBy("name")
    .limit(1)
    .executeTakeFirst();
  return row?.name;
}

/** Returns the offset of the next record of a pack according to the rows. */
async function nextStart({ engine }: AuditStore, pack: string, startByte: number): Promise<number | undefined> {
  const row = await engine.read
    .selectFrom("chunks")
    .innerJoin("packs", "packs.id", "chunks.pack_id")
    .select("chunks.start_byte")
    .where("packs.name", "=", pack)
    .where("chunks.start_byte", ">", startByte)
    .orderBy("chunks.start_byte")
    .limit(1)
    .executeTakeFirst();
  return row?.start_byte;
}

/**
 * Reads the records that begin in one window and removes those found from `wanted`; `endByte` is undefined if no record
 * begins at its start.
 */
async function readWindow(
  { driver }: AuditStore,
  { pack, startByte }: RecordsCursor,
  size: number,
  wanted: Set<string>,
): Promise<{ endByte: number | undefined; found: FoundRecord[] }> {
  const found: FoundRecord[] = [];
  let at = startByte;
  try {
    const window = await driver.get(pack, startByte, Math.min(size, startByte + WINDOW_BYTES));
    while (at - startByte + RECORD_HEADER_BYTES <= window.byteLength) {
      const header = readHeader(window, at - startByte);
      const endByte = at + header.recordSizeBytes;
      if (wanted.has(header.checksum) && endByte <= size) {
        const bytes = await wholeRecord(driver, pack, at, endByte);
        if (bytes !== undefined && wanted.delete(header.checksum)) found.push({ chunk: header.checksum, bytes });
      }
      at = endByte;
    }
  } catch (error) {
    if (!isStemmaError(error, "damaged", "not_found", "unavailable")) throw error;
    if (isStemmaError(error, "not_found")) return { endByte: size, found };
  }
  return { endByte: at === startByte ? undefined : at, found };
}

async function wholeRecord(
  driver: AuditStore["driver"],
  pack: string,
  startByte: number,
  endByte: number,
): Promise<Uint8Array | undefined> {
  try {
    return Uint8Array.from(decodeRecord(await driver.get(pack, startByte, endByte)).raw);
  } catch (error) {
    if (isStemmaError(error, "damaged")) return undefined;
    throw error;
  }
}
