import { sql } from "kysely";
import { unpackIds } from "../metadata/packed-ids.ts";
import { inputValues } from "../metadata/engine/input-rows.ts";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";
import type { Holders, HolderSet } from "./holders.ts";
import { IdCounts } from "./id-counts.ts";

/** Rows read by one statement. Bounds memory; larger batches are no faster. */
const ROWS_PER_BATCH = 5000;

/**
 * Returns the chunks reachable from holders: all of them, or only those that are reachable from nothing else.
 *
 * Unshared chunks are found as the garbage collector would free them: a row that loses all of its references is removed
 * together with its own references. The walk follows only such rows, so it is short when little would be freed.
 */
export async function reachedChunks(
  scope: RowsScope,
  { nodes, blobs, set }: Holders,
  which: "all" | "theirs-alone",
): Promise<IdCounts> {
  const isFollowed = which === "all" ? () => true : (refs: number, ended: number) => refs === ended;
  const reached = new IdCounts();
  const segments = new IdCounts();
  await followParts(scope, { from: nodes, to: segments, chunks: reached, isFollowed });
  await followParts(scope, { from: segments, to: blobs, chunks: reached, isFollowed });
  for (const ids of blobs.batches(ROWS_PER_BATCH)) {
    const rows = which === "all" ? ids : await endedBlobs(scope, ids, blobs, set);
    for (const { id, refs } of await chunksOf(scope, rows)) reached.add(id, Number(refs));
  }
  return which === "all" ? reached : endedChunks(scope, reached);
}

/**
 * Sums the bytes of chunks by the day they were stored.
 *
 * @returns days since 1970 UTC -> stored bytes
 */
export async function bytesByDay(
  { db, capabilities }: RowsScope,
  chunks: IdCounts,
  { dayMs, besides }: { dayMs: number; besides?: Pick<IdCounts, "has"> },
): Promise<Map<number, number>> {
  const byDay = new Map<number, number>();
  for (const batch of chunks.batches(ROWS_PER_BATCH)) {
    const ids = besides === undefined ? batch : batch.filter((id) => !besides.has(id));
    if (ids.length === 0) continue;
    const { rows } = await sql<{ day: number; bytes: number | string }>`
      select stored_at_ms / cast(${dayMs} as bigint) as day, sum(stored_bytes) as bytes from chunks
      where id in ${inputValues(capabilities, "int", ids)} group by 1`.execute(db);
    for (const { day, bytes } of rows) byDay.set(day, (byDay.get(day) ?? 0) + Number(bytes));
  }
  return byDay;
}

/** Follows nodes to their segments, or segments to their blobs, and counts the chunk of each part. */
async function followParts(
  { db, capabilities }: RowsScope,
  walk: { from: IdCounts; to: IdCounts; chunks: IdCounts; isFollowed: (refs: number, ended: number) => boolean },
): Promise<void> {
  for (const ids of walk.from.batches(ROWS_PER_BATCH)) {
    const { rows } = await sql<{ id: number; refs: number; chunk_id: number; children: string }>`
      select id, refs, chunk_id, children from manifest_parts where id in ${inputValues(capabilities, "int", ids)}`.execute(
      db,
    );
    for (const row of rows) {
      if (!walk.isFollowed(row.refs, walk.from.get(row.id))) continue;
      walk.chunks.add(row.chunk_id, 1);
      for (const child of unpackIds(row.children)) walk.to.add(child, 1);
    }
  }
}

/** Returns the blobs that lose all references and are not used by another draft. */
async function endedBlobs(
  { db, capabilities }: RowsScope,
  ids: readonly number[],
  ended: IdCounts,
  { artifacts }: HolderSet,
): Promise<number[]> {
  const { rows } = await sql<{ id: number; refs: number }>`
    select id, refs from blobs where id in ${inputValues(capabilities, "int", ids)}`.execute(db);
  const unreferenced = rows.filter(({ id, refs }) => refs === ended.get(id)).map(({ id }) => id);
  const input = inputValues(capabilities, "int", unreferenced);
  const { rows: keptRows } = await sql<{ id: number }>`
    select draft_blobs.blob_id as id from draft_blobs join artifacts on artifacts.id = draft_blobs.artifact_id
    where draft_blobs.blob_id in ${input} and artifacts.state = 'PENDING' and not (${artifacts})
    union select upload_parts.blob_id from upload_parts join uploads on uploads.id = upload_parts.upload_id
    join artifacts on artifacts.id = uploads.artifact_id
    where upload_parts.blob_id in ${input} and artifacts.state = 'PENDING' and not (${artifacts})`.execute(db);
  const kept = new Set(keptRows.map(({ id }) => id));
  return unreferenced.filter((id) => !kept.has(id));
}

async function chunksOf(
  { db, capabilities }: RowsScope,
  blobIds: readonly number[],
): Promise<readonly { id: number; refs: number | string }[]> {
  if (blobIds.length === 0) return [];
  const { rows } = await sql<{ id: number; refs: number | string }>`
    select chunk_id as id, count(*) as refs from blob_chunks
    where blob_id in ${inputValues(capabilities, "int", blobIds)} group by chunk_id`.execute(db);
  return rows;
}

async function endedChunks({ db, capabilities }: RowsScope, reached: IdCounts): Promise<IdCounts> {
  const ended = new IdCounts();
  for (const ids of reached.batches(ROWS_PER_BATCH)) {
    const { rows } = await sql<{ id: number; refs: number }>`
      select id, refs from chunks where id in ${inputValues(capabilities, "int", ids)}`.execute(db);
    for (const { id, refs } of rows) if (refs === reached.get(id)) ended.add(id, refs);
  }
  return ended;
}
