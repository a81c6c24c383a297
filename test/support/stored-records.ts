import type { BlobHash } from "../../src/model/index.ts";
import { readHeader } from "../../src/stores/blobs/pack/record.ts";
import { readerOf, type StoppedStore } from "./open-stopped-store.ts";

/** A reader of a record: a file that contains its chunk, or a node or segment of a manifest. */
export interface RecordReader {
  /** The expected bytes. */
  readonly bytes: Buffer;
  /** The hash of the blob; undefined for a node or segment. */
  readonly blob: string | undefined;
  open(): Promise<AsyncIterable<Uint8Array>>;
}

/** A live record of a pack, with everything that reads it (in bytes). */
export interface StoredRecord {
  readonly pack: string;
  readonly startByte: number;
  readonly storedBytes: number;
  /** The kind under which it is counted. */
  readonly kind: "small" | "large" | "compressed" | "manifest";
  readonly readers: readonly RecordReader[];
}

/** Returns every live record of a store, with the expected bytes of everything that reads it. */
export async function storedRecords(store: StoppedStore): Promise<StoredRecord[]> {
  const reader = readerOf(store);
  const chunks = await store.engine.read
    .selectFrom("chunks")
    .innerJoin("packs", "packs.id", "chunks.pack_id")
    .select(["chunks.id", "chunks.hash", "packs.name as pack", "chunks.start_byte", "chunks.stored_bytes"])
    .orderBy("chunks.id")
    .execute();
  const files = await store.engine.read
    .selectFrom("blob_chunks")
    .innerJoin("blobs", "blobs.id", "blob_chunks.blob_id")
    .select(["blob_chunks.chunk_id", "blobs.hash"])
    .distinct()
    .execute();
  const parts = await store.engine.read.selectFrom("manifest_parts").select("chunk_id").execute();
  const isPart = new Set(parts.map(({ chunk_id }) => chunk_id));
  const blobs = new Map<string, RecordReader>();
  for (const hash of new Set(files.map(({ hash }) => hash))) {
    const open = async () => (await reader.open(hash as BlobHash)).bytes;
    blobs.set(hash, { blob: hash, bytes: await collect(await open()), open });
  }
  const blobsOf = Map.groupBy(files, ({ chunk_id }) => chunk_id);
  const records: StoredRecord[] = [];
  for (const { id, hash, pack, start_byte, stored_bytes } of chunks) {
    const readers = (blobsOf.get(id) ?? []).map((file) => blobs.get(file.hash)!);
    if (isPart.has(id)) {
      const open = async () => one(await reader.readChunk(hash));
      readers.push({ blob: undefined, bytes: await collect(await open()), open });
    }
    const header = readHeader(await store.driver.get(pack, start_byte, start_byte + stored_bytes));
    const isWhole = readers.some(({ bytes }) => bytes.byteLength === header.rawSizeBytes);
    const kind = isPart.has(id) ? "manifest" : header.codec === "zstd" ? "compressed" : isWhole ? "small" : "large";
    records.push({ pack, startByte: start_byte, storedBytes: stored_bytes, kind, readers });
  }
  return records.filter(({ readers }) => readers.length > 0);
}

async function collect(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

async function* one(part: Uint8Array): AsyncIterable<Uint8Array> {
  yield part;
}
