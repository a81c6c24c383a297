import { sql } from "kysely";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";
import { walkParts } from "./walk-parts.ts";

/** A stored counter that differs from the recount. */
export interface WrongCounter {
  readonly table: "chunks" | "blobs" | "manifest_parts" | "packs";
  readonly id: number;
  readonly kept: number;
  readonly counted: number;
}

/** A range of row ids: `after` exclusive, `last` inclusive. */
export interface IdRange {
  readonly after: number;
  readonly last: number;
}

/** Ids counted in one pass over the referring rows: 8 MiB of counters, independent of the store's size. */
export const IDS_PER_BATCH = 2 * 1024 * 1024;

/** Wrong counters returned at once: more of them have one cause, and repair counts again. */
export const MAX_WRONG_COUNTERS = 10_000;

/** Counts `chunks.refs`: blob chunk lists, and the manifest part in a chunk. */
export async function countChunks({ db }: RowsScope, { after, last }: IdRange): Promise<WrongCounter[]> {
  const { rows } = await sql<{ id: number; kept: number; counted: number }>`
    select id, kept, counted from (
      select chunks.id, chunks.refs as kept,
        (select count(*) from blob_chunks where blob_chunks.chunk_id = chunks.id)
        + (select count(*) from manifest_parts where manifest_parts.chunk_id = chunks.id) as counted
      from chunks where chunks.id > ${after} and chunks.id <= ${last}) as counts
    where kept <> counted limit ${MAX_WRONG_COUNTERS}`.execute(db);
  return rows.map((row) => ({ table: "chunks", ...row }));
}

/** Sums `packs.live_bytes`: the records of chunks with a row. */
export async function countPacks({ db }: RowsScope, { after, last }: IdRange): Promise<WrongCounter[]> {
  const { rows } = await sql<{ id: number; kept: number; counted: number }>`
    select id, kept, counted from (
      select packs.id, packs.live_bytes as kept,
        (select coalesce(sum(stored_bytes), 0) from chunks where chunks.pack_id = packs.id) as counted
      from packs where packs.id > ${after} and packs.id <= ${last}) as counts
    where kept <> counted limit ${MAX_WRONG_COUNTERS}`.execute(db);
  return rows.map((row) => ({ table: "packs", ...row }));
}

/** Counts `blobs.refs`: manifest segments and run files. */
export async function countBlobs(scope: RowsScope, range: IdRange): Promise<WrongCounter[]> {
  const counters = new Counters(range);
  await walkParts(scope, 0, (_, children) => counters.addEach(children));
  const files = await sql<{ id: number; count: number }>`
    select blob_id as id, count(*) as count from run_files
    where blob_id > ${range.after} and blob_id <= ${range.last} group by blob_id`.execute(scope.db);
  for (const { id, count } of files.rows) counters.add(id, count);
  return compare(scope, "blobs", counters, range);
}

/** Counts `manifest_parts.refs`: nodes that contain a segment, manifests that contain a node. */
export async function countParts(scope: RowsScope, range: IdRange): Promise<WrongCounter[]> {
  const counters = new Counters(range);
  await walkParts(scope, 1, (_, children) => counters.addEach(children));
  const nodes = await sql<{ id: number; count: number }>`
    select part_id as id, count(*) as count from manifest_nodes
    where part_id > ${range.after} and part_id <= ${range.last} group by part_id`.execute(scope.db);
  for (const { id, count } of nodes.rows) counters.add(id, count);
  return compare(scope, "manifest_parts", counters, range);
}

/** Describes a wrong counter. */
export function counterSentence({ table, id, kept, counted }: WrongCounter): string {
  const noun = { chunks: "chunk", blobs: "blob", manifest_parts: "manifest part", packs: "pack" }[table];
  const unit = table === "packs" ? "live bytes" : "references";
  return `The ${noun} ${id} records ${kept} ${unit}, expected ${counted}`;
}

class Counters {
  readonly #range: IdRange;
  readonly #counts: Uint32Array;

  constructor(range: IdRange) {
    this.#range = range;
    this.#counts = new Uint32Array(range.last - range.after);
  }

  add(id: number, count: number): void {
    const index = id - this.#range.after - 1;
    // Ids outside the range are counted in another pass.
    if (index >= 0 && index < this.#counts.length) this.#counts[index]! += count;
  }

  addEach(ids: readonly number[]): void {
    for (const id of ids) this.add(id, 1);
  }

  of(id: number): number {
    return this.#counts[id - this.#range.after - 1] ?? 0;
  }
}

async function compare(
  { db }: RowsScope,
  table: "blobs" | "manifest_parts",
  counters: Counters,
  { after, last }: IdRange,
): Promise<WrongCounter[]> {
  const wrong: WrongCounter[] = [];
  for (let from = after; ;) {
    const { rows } = await sql<{ id: number; kept: number }>`
      select id, refs as kept from ${sql.table(table)} where id > ${from} and id <= ${last}
      order by id limit ${ROWS_PER_PAGE}`.execute(db);
    for (const { id, kept } of rows) {
      const counted = counters.of(id);
      if (kept !== counted && wrong.push({ table, id, kept, counted }) === MAX_WRONG_COUNTERS) return wrong;
    }
    if (rows.length < ROWS_PER_PAGE) return wrong;
    from = rows.at(-1)!.id;
  }
}

/** Rows whose counters are compared together. */
const ROWS_PER_PAGE = 10_000;
