import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type FoundDamage, isStemmaError, READ_JOIN_BYTES } from "../../model/index.ts";
import { checkRecord, type ChunkLocation, readRecord } from "../blobs/pack/read-record.ts";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";
import type { AuditStore, Phase } from "./audit-store.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { type ReadBlob, wrongNames } from "./checks/wrong-names.ts";

/** Bytes read per step, and the rows looked up for them. */
const BYTES_PER_BATCH = 16 * 1024 * 1024;
const CHUNKS_PER_BATCH = 2000;

interface LiveChunk extends ChunkLocation {
  readonly id: number;
  readonly is_blob: number;
}

/**
 * Reads the records of manifests and of files with a single chunk. Chunks of larger files are read with their files.
 * Takes no locks while it reads: a suspicious chunk is located and read once more.
 */
export const readRecords: Phase = async (store, { after, at }, options) => {
  if (!options.isDataRead) return { next: null, counts: {}, findings: [], damage: [] };
  const { number, of } = options.part;
  const read = { db: store.engine.read, capabilities: store.engine.capabilities };
  const pack = await store.engine.read
    .selectFrom("packs")
    .select(["id", "name"])
    .where("id", at === 0 ? ">" : ">=", after)
    .where(sql<boolean>`id % ${of} = ${number - 1}`)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  // A part of the store can be empty; the result reports 0 records.
  if (pack === undefined) return { next: null, counts: { records: 0, "read bytes": 0 }, findings: [], damage: [] };
  const chunks = firstBytes(await liveChunks(read, pack, at));
  const pace = new RateLimiter(store.sleep, options.bytesPerSecond);
  const blobs: ReadBlob[] = [];
  const damage: FoundDamage[] = [];
  let bytes = 0;
  for (const run of runsOf(chunks)) {
    const readings = await readRun(store, run);
    for (const [index, chunk] of run.entries()) {
      const raw = readings[index];
      bytes += chunk.storedBytes;
      if (raw === undefined) damage.push(...(await findDamage(store, chunk.hash, null)));
      else if (chunk.is_blob === 1)
        blobs.push({ hash: chunk.hash, md5: createHash("md5").update(raw).digest("base64") });
    }
    await pace.spend(run.reduce((total, { storedBytes }) => total + storedBytes, 0));
  }
  return {
    // After the last chunk of a pack the next pack follows.
    next: { after: pack.id, at: chunks.length === 0 ? 0 : Math.max(...chunks.map(({ id }) => id)) },
    counts: { records: chunks.length, "read bytes": bytes },
    findings: await wrongNames(store, blobs),
    damage,
  };
};

async function liveChunks({ db }: RowsScope, pack: { id: number; name: string }, after: number): Promise<LiveChunk[]> {
  const { rows } = await sql<LiveChunk>`
    select chunks.id, chunks.hash, cast(${pack.name} as text) as pack, chunks.start_byte as "startByte",
      chunks.stored_bytes as "storedBytes", chunks.raw_bytes as "rawBytes",
      case when exists (select 1 from blobs where blobs.hash = chunks.hash) then 1 else 0 end as is_blob
    from chunks where chunks.pack_id = ${pack.id} and chunks.id > ${after}
      and (exists (select 1 from blobs where blobs.hash = chunks.hash)
        or exists (select 1 from manifest_parts where manifest_parts.chunk_id = chunks.id))
    order by chunks.id limit ${CHUNKS_PER_BATCH}`.execute(db);
  return rows;
}

/** Returns as many chunks as one step reads. */
function firstBytes(chunks: readonly LiveChunk[]): LiveChunk[] {
  let bytes = 0;
  const end = chunks.findIndex(({ storedBytes }) => (bytes += storedBytes) > BYTES_PER_BATCH);
  return chunks.slice(0, end === -1 ? chunks.length : Math.max(end, 1));
}

/** Groups contiguous chunks, up to the size of one read. */
function runsOf(chunks: readonly LiveChunk[]): LiveChunk[][] {
  const runs: LiveChunk[][] = [];
  let bytes = 0;
  for (const chunk of chunks.toSorted((left, right) => left.startByte - right.startByte)) {
    const last = runs.at(-1)?.at(-1);
    bytes += chunk.storedBytes;
    if (last === undefined || last.startByte + last.storedBytes !== chunk.startByte || bytes > READ_JOIN_BYTES) {
      runs.push([chunk]);
      bytes = chunk.storedBytes;
    } else runs.at(-1)!.push(chunk);
  }
  return runs;
}

/** Reads the bytes of each chunk; undefined for corrupt ones. */
async function readRun({ driver }: AuditStore, run: readonly LiveChunk[]): Promise<(Uint8Array | undefined)[]> {
  const [first, last] = [run[0]!, run.at(-1)!];
  let bytes: Uint8Array;
  try {
    bytes = await driver.get(first.pack, first.startByte, last.startByte + last.storedBytes);
  } catch (error) {
    if (isStemmaError(error)) return run.map(() => undefined);
    throw error;
  }
  return run.map((chunk) => {
    const start = chunk.startByte - first.startByte;
    const reading = checkRecord(bytes.subarray(start, start + chunk.storedBytes), chunk);
    return "raw" in reading ? reading.raw : undefined;
  });
}

/**
 * Reads a chunk at its current location and returns its damage. The garbage collector may move or remove it between
 * lookup and read: it is corrupt only if its location is still the same.
 */
export async function findDamage(
  { engine, driver }: AuditStore,
  hash: string,
  blob: string | null,
): Promise<FoundDamage[]> {
  const read = { db: engine.read, capabilities: engine.capabilities };
  for (let location = await locationOf(read, hash); location !== undefined;) {
    const reading = await readRecord(driver, location);
    if ("raw" in reading) return [];
    const { pack, startByte } = location;
    location = await locationOf(read, hash);
    if (location?.pack === pack && location.startByte === startByte)
      return [{ chunk: hash, pack, startByte, blob, detail: reading.fault }];
  }
  return [];
}

/** Returns those of some chunks that are readable and intact at their current location. */
export async function intactAmong({ engine, driver }: AuditStore, chunks: readonly string[]): Promise<string[]> {
  const intact: string[] = [];
  for (const hash of chunks) {
    const location = await locationOf({ db: engine.read, capabilities: engine.capabilities }, hash);
    if (location !== undefined && "raw" in (await readRecord(driver, location))) intact.push(hash);
  }
  return intact;
}

/** Returns the current location of a chunk; undefined if it is no longer stored. */
async function locationOf({ db }: RowsScope, hash: string): Promise<ChunkLocation | undefined> {
  const { rows } = await sql<ChunkLocation>`
    select chunks.hash, packs.name as pack, chunks.start_byte as "startByte", chunks.stored_bytes as "storedBytes",
      chunks.raw_bytes as "rawBytes"
    from chunks join packs on packs.id = chunks.pack_id where chunks.hash = ${hash}`.execute(db);
  return rows[0];
}
