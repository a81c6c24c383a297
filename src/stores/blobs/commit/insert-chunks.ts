import { type RawBuilder, sql } from "kysely";
import { inputRows, inputValues } from "../../metadata/engine/input-rows.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import type { PackProgress, RecordLocation } from "../pack/pack-writer.ts";

/** A chunk that is written and has no row yet. */
export interface WrittenChunk {
  readonly hash: string;
  readonly rawBytes: number;
  readonly location: RecordLocation;
}

/** Inserts or updates the rows of packs. */
export async function insertPacks({ db }: RowsScope, packs: readonly PackProgress[], atMs: number): Promise<void> {
  for (const { name, sizeBytes, isClosed } of packs) {
    const state = isClosed ? ("closed" as const) : ("open" as const);
    await db
      .insertInto("packs")
      .values({ name, state, size_bytes: sizeBytes, live_bytes: 0, created_at_ms: atMs })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ state, size_bytes: sizeBytes }))
      .execute();
  }
}

/**
 * Inserts chunks. Keeps the location of a chunk that a concurrent transaction inserted first. A chunk that is recorded
 * as corrupt gets the new location and is repaired.
 */
export async function insertChunks(
  { db, capabilities }: RowsScope,
  chunks: readonly WrittenChunk[],
  atMs: number,
): Promise<void> {
  if (chunks.length === 0) return;
  const unique = [...new Map(chunks.map((chunk) => [chunk.hash, chunk])).values()];
  const input = inputRows(
    capabilities,
    { hash: "text", pack: "text", start_byte: "int", stored_bytes: "int", raw_bytes: "int" },
    unique.map(({ hash, rawBytes, location }) => [
      hash,
      location.pack,
      location.startByte,
      location.storedBytes,
      rawBytes,
    ]),
  );
  const { rows } = await sql<{ pack_id: number; stored_bytes: number }>`
    insert into chunks (hash, pack_id, start_byte, stored_bytes, raw_bytes, refs, stored_at_ms)
    select input.hash, packs.id, input.start_byte, input.stored_bytes, input.raw_bytes, 0, cast(${atMs} as bigint)
    from ${input} as input cross join packs where packs.name = input.pack
    on conflict (hash) do nothing returning pack_id, stored_bytes`.execute(db);
  const gained = new Map<number, number>();
  for (const { pack_id, stored_bytes } of rows) add(gained, pack_id, stored_bytes);
  if (rows.length < unique.length) await repairChunks({ db, capabilities }, input, gained, atMs);
  for (const [id, bytes] of gained) {
    await db
      .updateTable("packs")
      .set(({ eb }) => ({ live_bytes: eb("live_bytes", "+", bytes) }))
      .where("id", "=", id)
      .execute();
  }
}

/** Moves corrupt chunks to the location of their new bytes. Adds the change of live bytes to `gained`, by pack. */
async function repairChunks(
  { db, capabilities }: RowsScope,
  input: RawBuilder<unknown>,
  gained: Map<number, number>,
  atMs: number,
): Promise<void> {
  const { rows: damaged } = await sql<{ id: number; hash: string; pack_id: number; stored_bytes: number }>`
    select chunks.id, chunks.hash, chunks.pack_id, chunks.stored_bytes
    from ${input} as input cross join damage cross join chunks
    where damage.chunk_hash = input.hash and damage.repaired_at_ms is null and chunks.hash = input.hash
    ${capabilities.hasRowLocks ? sql`for no key update of chunks` : sql``}`.execute(db);
  if (damaged.length === 0) return;
  const hashes = inputValues(
    capabilities,
    "text",
    damaged.map(({ hash }) => hash),
  );
  const { rows: repaired } = await sql<{ pack_id: number; stored_bytes: number }>`
    update chunks set pack_id = packs.id, start_byte = input.start_byte, stored_bytes = input.stored_bytes,
      raw_bytes = input.raw_bytes
    from ${input} as input join packs on packs.name = input.pack
    where chunks.hash = input.hash and chunks.hash in ${hashes} returning chunks.pack_id, chunks.stored_bytes`.execute(
    db,
  );
  for (const { pack_id, stored_bytes } of damaged) add(gained, pack_id, -stored_bytes);
  for (const { pack_id, stored_bytes } of repaired) add(gained, pack_id, stored_bytes);
  await sql`update damage set repaired_at_ms = ${atMs} where repaired_at_ms is null and chunk_hash in ${hashes}`.execute(
    db,
  );
}

function add(counts: Map<number, number>, id: number, count: number): void {
  counts.set(id, (counts.get(id) ?? 0) + count);
}

/** Returns the rows of stored chunks. Leaves out those that are missing or recorded as corrupt. */
export function intactChunks(scope: RowsScope, hashes: readonly string[]): Promise<Map<string, number>> {
  const isIntact = sql`and not exists (select 1 from damage where damage.chunk_hash = chunks.hash and repaired_at_ms is null)`;
  return findChunks(scope, hashes, isIntact);
}

/** Returns the rows of chunks and locks them, so that none is removed before the transaction ends. */
export function lockChunks(scope: RowsScope, hashes: readonly string[]): Promise<Map<string, number>> {
  return findChunks(scope, hashes, scope.capabilities.hasRowLocks ? sql`for key share of chunks` : sql``);
}

async function findChunks(
  { db, capabilities }: RowsScope,
  hashes: readonly string[],
  rest: RawBuilder<unknown>,
): Promise<Map<string, number>> {
  if (hashes.length === 0) return new Map();
  const input = inputRows(
    capabilities,
    { hash: "text" },
    hashes.map((hash) => [hash]),
  );
  const { rows } = await sql<{ id: number; hash: string }>`
    select chunks.id, chunks.hash from ${input} as input cross join chunks where chunks.hash = input.hash ${rest}`.execute(
    db,
  );
  return new Map(rows.map(({ id, hash }) => [hash, id]));
}
