import { sql } from "kysely";
import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import type { ByteRange, OpenedBlob } from "../../core/ports/blob-store.ts";
import {
  type BlobHash,
  type BlobId,
  CHUNK_MAX_BYTES,
  type FoundDamage,
  isStemmaError,
  READ_JOIN_BYTES,
  StemmaError,
} from "../../model/index.ts";
import type { Engine } from "../metadata/engine/engine.ts";
import { checkRecord, type ChunkLocation, readRecord } from "./pack/read-record.ts";
import type { BodyChunk } from "./commit/store-work.ts";

/** The current location of a chunk and its offset in the blob. */
interface LocatedChunk extends ChunkLocation {
  readonly blobStart: number;
}

/** The row of a blob and its hash. */
interface OpenBlob {
  readonly id: BlobId;
  readonly hash: string;
}

/** A chunk whose bytes were verified. */
interface ReadChunk {
  readonly blobStart: number;
  readonly raw: Uint8Array;
}

/**
 * The garbage collector can move a chunk between lookup and read. More than two moves in a row indicate another fault.
 */
const LOOKUP_TRIES = 3;

/** The dependencies of a reader. `onDamage` is called for each corrupt chunk before the read fails. */
export interface ReaderPorts {
  readonly engine: Pick<Engine, "read">;
  readonly driver: Pick<BlobDriver, "get">;
  readonly onDamage?: (damage: FoundDamage) => void;
}

/** Reads stored bytes. Verifies the checksum of every chunk before it returns any of its bytes. */
export class BlobReader {
  readonly #engine: Pick<Engine, "read">;
  readonly #driver: Pick<BlobDriver, "get">;
  readonly #onDamage: (damage: FoundDamage) => void;

  constructor({ engine, driver, onDamage = () => {} }: ReaderPorts) {
    this.#engine = engine;
    this.#driver = driver;
    this.#onDamage = onDamage;
  }

  /**
   * Opens a blob for reading.
   *
   * @throws `not_found`; the iterator throws `damaged`
   */
  async open(hash: BlobHash, range?: ByteRange): Promise<OpenedBlob> {
    // Plain SQL here and below: these queries run once per file, and building one costs several times its execution.
    const { rows } = await sql<{ id: BlobId; size_bytes: number }>`
      select id, size_bytes from blobs where hash = ${hash}`.execute(this.#engine.read);
    const [blob] = rows;
    if (blob === undefined) throw new StemmaError("not_found", "Cannot read the file: its bytes are not stored here");
    return {
      sizeBytes: blob.size_bytes,
      bytes: this.#read({ ...blob, hash }, range ?? { start: 0, end: blob.size_bytes }),
    };
  }

  /** Returns the chunks of a blob in order. */
  async chunksOf(hash: BlobHash): Promise<BodyChunk[]> {
    const rows = await this.#engine.read
      .selectFrom("blob_chunks")
      .innerJoin("blobs", "blobs.id", "blob_chunks.blob_id")
      .innerJoin("chunks", "chunks.id", "blob_chunks.chunk_id")
      .select(["chunks.hash", "blob_chunks.start_byte as startByte"])
      .where("blobs.hash", "=", hash)
      .orderBy("blob_chunks.start_byte")
      .execute();
    return rows;
  }

  /**
   * Reads one chunk.
   *
   * @throws `not_found`, `damaged`
   */
  async readChunk(hash: string): Promise<Uint8Array> {
    const [chunk] = await this.#relocating(async () => {
      const { rows } = await sql<LocatedRow>`
        select chunks.hash, packs.name as pack, chunks.start_byte, chunks.stored_bytes, chunks.raw_bytes, 0 as blob_start
        from chunks join packs on packs.id = chunks.pack_id where chunks.hash = ${hash}`.execute(this.#engine.read);
      const [row] = rows;
      if (row === undefined)
        throw new StemmaError("not_found", "Cannot read a part of the manifest: its bytes are not stored here");
      return [located(row)];
    }, null);
    return chunk!.raw;
  }

  async *#read(blob: OpenBlob, { start, end }: ByteRange): AsyncIterable<Uint8Array> {
    let position = start;
    let next = start < end ? this.#readFrom(blob, start, end) : undefined;
    while (next !== undefined) {
      const run = await next;
      const runEnd = run.at(-1)!.blobStart + run.at(-1)!.raw.byteLength;
      // Reads one range ahead while the current one is sent. An error is thrown when the range is awaited.
      next = runEnd < end ? this.#readFrom(blob, runEnd, end) : undefined;
      next?.catch(() => {});
      for (const { blobStart, raw } of run) {
        // The first chunk can begin before `position`: a repaired blob may have other chunk boundaries.
        const part = raw.subarray(Math.max(0, position - blobStart), end - blobStart);
        position += part.byteLength;
        if (part.byteLength > 0) yield part;
      }
    }
  }

  #readFrom(blob: OpenBlob, position: number, end: number): Promise<ReadChunk[]> {
    return this.#relocating(() => this.#nextRun(blob.id, position, end), blob.hash);
  }

  /**
   * Returns the chunks from a position on that are contiguous in the blob and in one pack, up to the size of one read.
   */
  async #nextRun(blob: BlobId, position: number, end: number): Promise<LocatedChunk[]> {
    // A chunk that ends after the position begins at most CHUNK_MAX_BYTES before it, so the index bounds the scan.
    const { rows } = await sql<LocatedRow>`
      select chunks.hash, packs.name as pack, chunks.start_byte, chunks.stored_bytes, chunks.raw_bytes,
        blob_chunks.start_byte as blob_start
      from blob_chunks cross join chunks cross join packs
      where blob_chunks.blob_id = ${blob} and blob_chunks.start_byte > ${position - CHUNK_MAX_BYTES}
        and blob_chunks.start_byte < ${end} and chunks.id = blob_chunks.chunk_id and packs.id = chunks.pack_id
        and blob_chunks.start_byte + chunks.raw_bytes > ${position}
      order by blob_chunks.start_byte limit ${CHUNKS_PER_BATCH}`.execute(this.#engine.read);
    const chunks = rows.map(located);
    const first = chunks[0];
    if (first === undefined || first.blobStart > position)
      throw new StemmaError("damaged", "Cannot read the file: a part of it is missing from the store", {
        details: { blob, position },
      });
    let bytes = 0;
    const stop = chunks.findIndex((chunk, index) => {
      bytes += chunk.storedBytes;
      const before = chunks[index - 1];
      return (
        before !== undefined &&
        (chunk.blobStart !== before.blobStart + before.rawBytes ||
          chunk.pack !== before.pack ||
          chunk.startByte !== before.startByte + before.storedBytes ||
          bytes > READ_JOIN_BYTES)
      );
    });
    return stop === -1 ? chunks : chunks.slice(0, stop);
  }

  async #readRun(run: readonly LocatedChunk[]): Promise<ReadChunk[]> {
    const [first, last] = [run[0]!, run.at(-1)!];
    const bytes = await this.#driver.get(first.pack, first.startByte, last.startByte + last.storedBytes);
    return run.map((chunk) => {
      const start = chunk.startByte - first.startByte;
      const reading = checkRecord(bytes.subarray(start, start + chunk.storedBytes), chunk);
      if ("fault" in reading)
        throw new StemmaError("damaged", `Cannot read the file: a stored chunk cannot be read, ${reading.fault}`, {
          details: { chunk: chunk.hash, pack: chunk.pack },
        });
      return { blobStart: chunk.blobStart, raw: reading.raw };
    });
  }

  /** Locates and reads chunks. Tries again if the garbage collector moved one in between. */
  async #relocating(locate: () => Promise<LocatedChunk[]>, blob: string | null): Promise<ReadChunk[]> {
    for (let tries = 1; ; tries++) {
      const run = await locate();
      try {
        return await this.#readRun(run);
      } catch (error) {
        const isMoved = isStemmaError(error, "not_found");
        if (isMoved && tries < LOOKUP_TRIES) continue;
        if (isMoved || isStemmaError(error, "damaged")) await this.#tellDamage(run, blob);
        if (isMoved)
          throw new StemmaError("damaged", "Cannot read the file: the pack that contains it is missing", {
            details: { pack: run[0]?.pack },
            cause: error,
          });
        throw error;
      }
    }
  }

  /** Reads the chunks of a failed range one by one and reports the corrupt ones. */
  async #tellDamage(run: readonly LocatedChunk[], blob: string | null): Promise<void> {
    for (const chunk of run) {
      const reading = await readRecord(this.#driver, chunk);
      if (!("fault" in reading)) continue;
      const { hash, pack, startByte } = chunk;
      this.#onDamage({ chunk: hash, pack, startByte, blob, detail: reading.fault });
    }
  }
}

interface LocatedRow {
  hash: string;
  pack: string;
  start_byte: number;
  stored_bytes: number;
  raw_bytes: number;
  blob_start: number;
}

/** Rows per lookup. A read of average chunks reaches its byte limit long before. */
const CHUNKS_PER_BATCH = 64;

function located(row: LocatedRow): LocatedChunk {
  return {
    hash: row.hash,
    pack: row.pack,
    startByte: row.start_byte,
    storedBytes: row.stored_bytes,
    rawBytes: row.raw_bytes,
    blobStart: row.blob_start,
  };
}
