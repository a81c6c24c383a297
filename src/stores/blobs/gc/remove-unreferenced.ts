import { sql } from "kysely";
import { inputRows, inputValues } from "../../metadata/engine/input-rows.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { addRefs, countEach } from "../../metadata/reference-counts.ts";
import { unpackIds } from "../../metadata/packed-ids.ts";

/** Rows removed in one transaction; small, so that commits wait only briefly. */
const ROWS_PER_BATCH = 1000;

/** The tables with collected rows. */
export type CollectedTable = "manifest_parts" | "blobs" | "chunks";

/**
 * Returns the newest row of a table. A round removes no row that was inserted after it started: new rows are about to
 * be referenced, and removing them repeatedly would keep their sender from ever finishing.
 */
export async function newestRow({ db }: RowsScope, table: CollectedTable): Promise<number> {
  const { rows } = await sql<{ newest: number | null }>`select max(id) as newest from ${sql.table(table)}`.execute(db);
  return rows[0]?.newest ?? 0;
}

/**
 * Removes some nodes and segments that no manifest references. Their own references are dropped, which may free more.
 *
 * Like removeBlobs and removeChunks, locks its rows first and checks again afterwards: a transaction that refers to one
 * of them either came before and is visible, or waits and finds it removed. Considers rows up to `newest` only.
 *
 * @returns the number of removed rows
 */
export async function removeParts(scope: RowsScope, newest: number): Promise<number> {
  const ids = await lockUnreferenced(scope, "manifest_parts", newest);
  if (ids.length === 0) return 0;
  const removed = await scope.db
    .deleteFrom("manifest_parts")
    .where("id", "in", ids)
    .where("refs", "=", 0)
    .returning(["chunk_id", "level", "children"])
    .execute();
  const childrenAt = (wanted: number): number[] =>
    removed.flatMap(({ level, children }) => (level === wanted ? unpackIds(children) : []));
  await addRefs(scope, "chunks", lossOf(removed.map(({ chunk_id }) => chunk_id)));
  await addRefs(scope, "blobs", lossOf(childrenAt(0)));
  await addRefs(scope, "manifest_parts", lossOf(childrenAt(1)));
  return removed.length;
}

/** Removes some blobs that no segment, run file, draft or upload part references. */
export async function removeBlobs(scope: RowsScope, newest: number): Promise<number> {
  const isFree = sql`blobs.refs = 0
    and not exists (select 1 from draft_blobs where draft_blobs.blob_id = blobs.id)
    and not exists (select 1 from upload_parts where upload_parts.blob_id = blobs.id)`;
  const candidates = await sql<{ id: number }>`
    select blobs.id from blobs where blobs.id <= ${newest} and ${isFree} limit ${ROWS_PER_BATCH} ${skipLocked(scope)}`.execute(
    scope.db,
  );
  if (candidates.rows.length === 0) return 0;
  const { rows: free } = await sql<{ id: number }>`
    select blobs.id from ${inputIds(scope, candidates.rows)} as input cross join blobs
    where blobs.id = input.id and ${isFree}`.execute(scope.db);
  if (free.length === 0) return 0;
  const { rows: references } = await sql<{ chunk_id: number }>`
    delete from blob_chunks where blob_id in (select id from ${inputIds(scope, free)} as input)
    returning chunk_id`.execute(scope.db);
  await addRefs(scope, "chunks", lossOf(references.map(({ chunk_id }) => chunk_id)));
  await sql`delete from blobs where id in (select id from ${inputIds(scope, free)} as input)`.execute(scope.db);
  return free.length;
}

/** Removes some chunks without references and subtracts them from the live bytes of their packs. */
export async function removeChunks(scope: RowsScope, newest: number): Promise<number> {
  const ids = await lockUnreferenced(scope, "chunks", newest);
  if (ids.length === 0) return 0;
  const removed = await scope.db
    .deleteFrom("chunks")
    .where("id", "in", ids)
    .where("refs", "=", 0)
    .returning(["hash", "pack_id", "stored_bytes"])
    .execute();
  // Damage records of removed chunks are obsolete.
  const hashes = removed.map(({ hash }) => hash);
  await scope.db
    .deleteFrom("damage")
    .where("chunk_hash", "in", inputValues(scope.capabilities, "text", hashes))
    .execute();
  for (const [packId, chunks] of Map.groupBy(removed, ({ pack_id }) => pack_id)) {
    const bytes = chunks.reduce((total, { stored_bytes }) => total + stored_bytes, 0);
    await scope.db
      .updateTable("packs")
      .set(({ eb }) => ({ live_bytes: eb("live_bytes", "-", bytes) }))
      .where("id", "=", packId)
      .execute();
  }
  return removed.length;
}

async function lockUnreferenced(scope: RowsScope, table: CollectedTable, newest: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.table(table)} where refs = 0 and id <= ${newest}
    limit ${ROWS_PER_BATCH} ${skipLocked(scope)}`.execute(scope.db);
  return rows.map(({ id }) => id);
}

/** Locks the rows of a query. Skips rows locked by another transaction; the next round handles them. */
function skipLocked({ capabilities }: RowsScope) {
  return capabilities.hasRowLocks ? sql`for update skip locked` : sql``;
}

function inputIds({ capabilities }: RowsScope, rows: readonly { id: number }[]) {
  return inputRows(
    capabilities,
    { id: "int" },
    rows.map(({ id }) => [id]),
  );
}

function lossOf(ids: readonly number[]): Map<number, number> {
  return new Map([...countEach(ids)].map(([id, count]) => [id, -count]));
}
