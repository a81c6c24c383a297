import { sql } from "kysely";
import { type BlobId, StemmaError } from "../../../model/index.ts";
import { damageRows } from "../../metadata/damage-rows.ts";
import { inputRows, inputValues } from "../../metadata/engine/input-rows.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { addRefs, countEach, dropRefs } from "../../metadata/reference-counts.ts";
import type { BodyChunk } from "./store-work.ts";

/** A body whose chunks have rows. */
export interface WrittenBody {
  readonly hash: string;
  readonly sizeBytes: number;
  readonly chunks: readonly BodyChunk[];
}

/**
 * Inserts blobs over existing chunks and returns the row of each, new or existing. An existing chunk list is kept
 * unless one of its chunks is corrupt; then the blob gets the new list.
 *
 * @throws `unavailable` if an existing blob was collected meanwhile: the client must send the body again
 */
export async function insertBlobs(
  { db, capabilities }: RowsScope,
  bodies: readonly WrittenBody[],
  chunks: ReadonlyMap<string, number>,
): Promise<Map<string, BlobId>> {
  if (bodies.length === 0) return new Map();
  const input = inputRows(
    capabilities,
    { hash: "text", size_bytes: "int" },
    bodies.map(({ hash, sizeBytes }) => [hash, sizeBytes]),
  );
  const inserted = await sql<{ id: BlobId; hash: string }>`
    insert into blobs (hash, size_bytes, refs) select input.hash, input.size_bytes, 0 from ${input} as input where true
    on conflict (hash) do nothing returning id, hash`.execute(db);
  const isNew = new Map(inserted.rows.map(({ id, hash }) => [hash, id]));
  await insertBlobChunks({ db, capabilities }, bodies.filter(uniqueBy(({ hash }) => hash)), isNew, chunks);
  const { rows } = await sql<{ id: BlobId; hash: string }>`
    select blobs.id, blobs.hash from ${input} as input cross join blobs where blobs.hash = input.hash
    ${capabilities.hasRowLocks ? sql`for key share of blobs` : sql``}`.execute(db);
  const blobs = new Map(rows.map(({ id, hash }) => [hash, id]));
  if (bodies.some(({ hash }) => !blobs.has(hash)))
    throw new StemmaError(
      "unavailable",
      "Cannot store the body: its bytes were garbage-collected in the meantime; send it again",
    );
  const damaged = await dropDamagedLists({ db, capabilities }, [...blobs.values()]);
  if (damaged.size > 0) {
    const lists = new Map([...blobs].filter(([, id]) => damaged.has(id)));
    await insertBlobChunks({ db, capabilities }, bodies.filter(uniqueBy(({ hash }) => hash)), lists, chunks);
  }
  return blobs;
}

/** Deletes the chunk lists of blobs that contain a corrupt chunk and returns these blobs. */
async function dropDamagedLists(scope: RowsScope, ids: readonly BlobId[]): Promise<ReadonlySet<BlobId>> {
  const damaged = await damageRows(scope).blobsAmong(ids);
  if (damaged.size === 0) return damaged;
  const references = await scope.db
    .deleteFrom("blob_chunks")
    .where("blob_id", "in", inputValues(scope.capabilities, "int", [...damaged]))
    .returning("chunk_id")
    .execute();
  await dropRefs(
    scope,
    "chunks",
    references.map(({ chunk_id }) => chunk_id),
  );
  return damaged;
}

async function insertBlobChunks(
  scope: RowsScope,
  bodies: readonly WrittenBody[],
  newBlobs: ReadonlyMap<string, BlobId>,
  chunks: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = bodies.flatMap(({ hash, chunks: parts }) => {
    const blobId = newBlobs.get(hash);
    return blobId === undefined
      ? []
      : parts.map((part): [number, number, number] => [blobId, part.startByte, chunks.get(part.hash)!]);
  });
  if (rows.length === 0) return;
  const input = inputRows(scope.capabilities, { blob_id: "int", start_byte: "int", chunk_id: "int" }, rows);
  await sql`insert into blob_chunks (blob_id, start_byte, chunk_id) select blob_id, start_byte, chunk_id from ${input} as input`.execute(
    scope.db,
  );
  await addRefs(scope, "chunks", countEach(rows.map(([, , chunkId]) => chunkId)));
}

function uniqueBy<Item>(key: (item: Item) => string): (item: Item) => boolean {
  const seen = new Set<string>();
  return (item) => !seen.has(key(item)) && seen.add(key(item)) !== undefined;
}
