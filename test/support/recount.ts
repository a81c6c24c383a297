import { unpackIds } from "../../src/stores/blobs/enter-nodes.ts";
import type { Engine } from "../../src/stores/metadata/engine.ts";

/** A counter of a row beside what it should be. */
interface Counted {
  readonly name: string;
  readonly kept: number;
  readonly counted: number;
}

/**
 * Counts again what the rows of the store keep counters of, and gives one sentence for each counter that is wrong.
 *
 * - `chunks.refs`: places in blobs, and the manifest part a chunk holds
 * - `blobs.refs`: manifest segments that name the blob, and files of runs
 * - `manifest_parts.refs`: for a segment the nodes that hold it, for a node the manifests that hold it
 * - `packs.live_bytes`: the records of the chunks that have a row
 *
 * Nothing may be written meanwhile: the rows are read one table after the other.
 */
export async function recount(engine: Engine): Promise<string[]> {
  return [
    ...differences("chunk", "references", await countChunks(engine)),
    ...differences("blob", "references", await countBlobs(engine)),
    ...differences("manifest part", "references", await countParts(engine)),
    ...differences("pack", "live bytes", await countPacks(engine)),
  ];
}

async function countChunks({ read: db }: Engine): Promise<Counted[]> {
  const counts = new Map<number, number>();
  for (const row of await db.selectFrom("blob_chunks").select("chunk_id").execute()) add(counts, row.chunk_id, 1);
  for (const row of await db.selectFrom("manifest_parts").select("chunk_id").execute()) add(counts, row.chunk_id, 1);
  return compared(await db.selectFrom("chunks").select(["id", "refs as kept"]).execute(), counts);
}

async function countBlobs({ read: db }: Engine): Promise<Counted[]> {
  const counts = new Map<number, number>();
  const segments = await db.selectFrom("manifest_parts").select("children").where("level", "=", 0).execute();
  for (const { children } of segments) for (const id of unpackIds(children)) add(counts, id, 1);
  for (const row of await db.selectFrom("run_files").select("blob_id").execute()) add(counts, row.blob_id, 1);
  return compared(await db.selectFrom("blobs").select(["id", "refs as kept"]).execute(), counts);
}

async function countParts({ read: db }: Engine): Promise<Counted[]> {
  const counts = new Map<number, number>();
  const nodes = await db.selectFrom("manifest_parts").select("children").where("level", "=", 1).execute();
  for (const { children } of nodes) for (const id of unpackIds(children)) add(counts, id, 1);
  for (const row of await db.selectFrom("manifest_nodes").select("part_id").execute()) add(counts, row.part_id, 1);
  return compared(await db.selectFrom("manifest_parts").select(["id", "refs as kept"]).execute(), counts);
}

async function countPacks({ read: db }: Engine): Promise<Counted[]> {
  const counts = new Map<number, number>();
  const chunks = await db.selectFrom("chunks").select(["pack_id", "stored_bytes"]).execute();
  for (const { pack_id, stored_bytes } of chunks) add(counts, pack_id, stored_bytes);
  return compared(await db.selectFrom("packs").select(["id", "live_bytes as kept"]).execute(), counts);
}

function add(counts: Map<number, number>, id: number, count: number): void {
  counts.set(id, (counts.get(id) ?? 0) + count);
}

/** What is counted for a row that is not there is a difference too. */
function compared(rows: readonly { id: number; kept: number }[], counts: ReadonlyMap<number, number>): Counted[] {
  const there = new Set(rows.map(({ id }) => id));
  const gone = [...counts].filter(([id]) => !there.has(id));
  return [
    ...rows.map(({ id, kept }) => ({ name: String(id), kept, counted: counts.get(id) ?? 0 })),
    ...gone.map(([id, counted]) => ({ name: `${id}, which has no row,`, kept: 0, counted })),
  ];
}

function differences(noun: string, unit: string, rows: readonly Counted[]): string[] {
  return rows
    .filter(({ kept, counted }) => kept !== counted)
    .map(({ name, kept, counted }) => `The ${noun} ${name} keeps ${kept} ${unit}, expected ${counted}`);
}
