import { type RawBuilder, sql } from "kysely";
import { StemmaError } from "../../model/index.ts";
import { inputRows } from "../metadata/input-rows.ts";
import type { RowsScope } from "../metadata/rows-scope.ts";
import type { PackProgress, Place } from "./pack-writer.ts";

/** A chunk that was written and is to be entered. */
export interface PlacedChunk {
  readonly hash: string;
  readonly rawBytes: number;
  readonly place: Place;
}

/** Enters packs as far as they are written. */
export async function enterPacks({ db }: RowsScope, packs: readonly PackProgress[], atMs: number): Promise<void> {
  for (const { name, sizeBytes, isClosed } of packs) {
    const state = isClosed ? ("closed" as const) : ("open" as const);
    await db
      .insertInto("packs")
      .values({ name, state, size_bytes: sizeBytes, live_bytes: 0, created_at_ms: atMs })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ state, size_bytes: sizeBytes }))
      .execute();
  }
}

/** Enters chunks; one that a twin entered first keeps its first place. */
export async function enterChunks(
  { db, facts }: RowsScope,
  chunks: readonly PlacedChunk[],
  atMs: number,
): Promise<void> {
  if (chunks.length === 0) return;
  const given = inputRows(
    facts,
    { hash: "text", pack: "text", start_byte: "int", stored_bytes: "int", raw_bytes: "int" },
    chunks.map(({ hash, rawBytes, place }) => [hash, place.pack, place.startByte, place.storedBytes, rawBytes]),
  );
  const { rows } = await sql<{ pack_id: number; stored_bytes: number }>`
    insert into chunks (hash, pack_id, start_byte, stored_bytes, raw_bytes, refs, stored_at_ms)
    select given.hash, packs.id, given.start_byte, given.stored_bytes, given.raw_bytes, 0, cast(${atMs} as bigint)
    from ${given} as given cross join packs where packs.name = given.pack
    on conflict (hash) do nothing returning pack_id, stored_bytes`.execute(db);
  const addedByPack = new Map<number, number>();
  for (const { pack_id, stored_bytes } of rows)
    addedByPack.set(pack_id, (addedByPack.get(pack_id) ?? 0) + stored_bytes);
  for (const [id, added] of addedByPack) {
    await db
      .updateTable("packs")
      .set(({ eb }) => ({ live_bytes: eb("live_bytes", "+", added) }))
      .where("id", "=", id)
      .execute();
  }
}

/** The rows of chunks by identity; those that are not stored are left out. */
export function chunkIds(scope: RowsScope, hashes: readonly string[]): Promise<Map<string, number>> {
  return findChunks(scope, hashes, sql``);
}

/** The same inside of a transaction, in which none of them can be removed from then on. */
export function holdChunks(scope: RowsScope, hashes: readonly string[]): Promise<Map<string, number>> {
  return findChunks(scope, hashes, scope.facts.hasRowLocks ? sql`for key share of chunks` : sql``);
}

async function findChunks(
  { db, facts }: RowsScope,
  hashes: readonly string[],
  lock: RawBuilder<unknown>,
): Promise<Map<string, number>> {
  if (hashes.length === 0) return new Map();
  const given = inputRows(
    facts,
    { hash: "text" },
    hashes.map((hash) => [hash]),
  );
  const { rows } = await sql<{ id: number; hash: string }>`
    select chunks.id, chunks.hash from ${given} as given cross join chunks where chunks.hash = given.hash ${lock}`.execute(
    db,
  );
  return new Map(rows.map(({ id, hash }) => [hash, id]));
}

/**
 * Adds to the counters of rows that are referred to.
 *
 * **Shape** `counts`: row id -> references gained (or lost, below 0)
 * **Errors** `unavailable` when a row that gains a reference was collected: what refers to it must not be entered
 */
export async function addRefs(
  { db, facts }: RowsScope,
  table: "chunks" | "blobs" | "manifest_parts",
  counts: ReadonlyMap<number, number>,
): Promise<void> {
  if (counts.size === 0) return;
  const given = inputRows(facts, { id: "int", gained: "int" }, [...counts]);
  const name = sql.table(table);
  const { numAffectedRows } =
    await sql`update ${name} set refs = ${name}.refs + given.gained from ${given} as given where ${name}.id = given.id`.execute(
      db,
    );
  if (Number(numAffectedRows) < counts.size && [...counts.values()].some((gained) => gained > 0)) {
    throw new StemmaError(
      "unavailable",
      "Cannot enter what refers to stored bytes: some were collected meanwhile; send it again",
    );
  }
}

/** Takes one reference from each row, as often as it is listed. */
export async function dropRefs(
  scope: RowsScope,
  table: "chunks" | "blobs" | "manifest_parts",
  ids: readonly number[],
): Promise<void> {
  await addRefs(scope, table, new Map([...countEach(ids)].map(([id, count]) => [id, -count])));
}

/** Counts one more for each id, as often as it is listed. */
export function countEach(ids: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
