import { type Selectable, sql } from "kysely";
import type { DamageRows } from "../../core/ports/metadata.ts";
import type { ArtifactId, BlobId, Damage } from "../../model/index.ts";
import { listName, MAX_DAMAGE_SCANNED } from "../../model/index.ts";
import { unpackIds } from "./packed-ids.ts";
import { inputRows, inputValues } from "./engine/input-rows.ts";
import { keysetPage } from "./query/keyset.ts";
import type { RowsScope } from "./engine/rows-scope.ts";
import type { Tables } from "./tables.ts";

/** Segments whose blobs are read together: about 100,000 numbers in memory. */
const SEGMENTS_PER_BATCH = 500;

/** Corrupt chunks as rows. */
export function damageRows(scope: RowsScope): DamageRows {
  const { db, capabilities } = scope;
  const damaged = () => db.selectFrom("damage").where("repaired_at_ms", "is", null);

  /** Returns the blobs and manifest parts that contain corrupt chunks; undefined if there are too many. */
  async function findDamagedIds(): Promise<{ blobs: Set<number>; parts: Set<number> } | undefined> {
    const blobs = await sql<{ id: number }>`
      select blob_chunks.blob_id as id from damage cross join chunks cross join blob_chunks
      where damage.repaired_at_ms is null and chunks.hash = damage.chunk_hash and blob_chunks.chunk_id = chunks.id
      limit ${MAX_DAMAGE_SCANNED}`.execute(db);
    const parts = await sql<{ id: number }>`
      select manifest_parts.id from damage cross join chunks cross join manifest_parts
      where damage.repaired_at_ms is null and chunks.hash = damage.chunk_hash and manifest_parts.chunk_id = chunks.id
      limit ${MAX_DAMAGE_SCANNED}`.execute(db);
    if (Math.max(blobs.rows.length, parts.rows.length) === MAX_DAMAGE_SCANNED) return undefined;
    return { blobs: new Set(blobs.rows.map(({ id }) => id)), parts: new Set(parts.rows.map(({ id }) => id)) };
  }

  async function childrenOf(parts: readonly number[]): Promise<number[]> {
    const rows = await db
      .selectFrom("manifest_parts")
      .select("children")
      .where("id", "in", inputValues(capabilities, "int", parts))
      .execute();
    return [...new Set(rows.flatMap(({ children }) => unpackIds(children)))];
  }

  async function nodesOf(id: ArtifactId): Promise<number[]> {
    const rows = await db
      .selectFrom("artifacts")
      .innerJoin("manifest_nodes", "manifest_nodes.manifest_id", "artifacts.manifest_id")
      .select("manifest_nodes.part_id")
      .where("artifacts.id", "=", id)
      .execute();
    return rows.map(({ part_id }) => part_id);
  }

  return {
    async record(found, { foundBy, atMs }) {
      // One statement may contain each chunk only once.
      const byChunk = new Map(found.map((damage) => [damage.chunk, damage]));
      const input = inputRows(
        capabilities,
        { chunk_hash: "text", pack: "text", start_byte: "int", blob: "text", detail: "text" },
        [...byChunk.values()].map(({ chunk, pack, startByte, blob, detail }) => [chunk, pack, startByte, blob, detail]),
      );
      const { rows } = await sql<{ id: number }>`
        insert into damage (chunk_hash, pack, start_byte, blob, found_by, detail, found_at_ms)
        select input.chunk_hash, input.pack, input.start_byte, input.blob, ${foundBy}, input.detail, cast(${atMs} as bigint)
        from ${input} as input cross join chunks cross join packs
        where chunks.hash = input.chunk_hash and chunks.start_byte = input.start_byte
          and packs.id = chunks.pack_id and packs.name = input.pack
        on conflict (chunk_hash) do update set pack = excluded.pack, start_byte = excluded.start_byte,
          blob = excluded.blob, found_by = excluded.found_by, detail = excluded.detail,
          found_at_ms = excluded.found_at_ms, repaired_at_ms = null
        where damage.repaired_at_ms is not null
        returning id`.execute(db);
      return rows.length;
    },
    list: (page, nowMs) =>
      keysetPage(
        db.selectFrom("damage").selectAll(),
        {
          list: listName("damage"),
          keys: [
            { value: sql`case when repaired_at_ms is null then 0 else 1 end`, type: "int" },
            { value: sql`id`, type: "int", isDescending: true },
          ],
          changes: { nowMs, changedAtMs: sql`coalesce(repaired_at_ms, found_at_ms)` },
        },
        page,
        (rows) => rows.map(toDamage),
      ),
    open: (page) =>
      keysetPage(
        damaged().selectAll(),
        { list: listName("open damage"), keys: [{ value: sql`id`, type: "int" }] },
        page,
        (rows) => rows.map(toDamage),
      ),
    async markRepaired(chunks, atMs) {
      const rows = await db
        .updateTable("damage")
        .set({ repaired_at_ms: atMs })
        .where("repaired_at_ms", "is", null)
        .where("chunk_hash", "in", inputValues(capabilities, "text", chunks))
        .returning("id")
        .execute();
      return rows.length;
    },
    async blobsAmong(ids) {
      const input = inputRows(
        capabilities,
        { id: "int" },
        ids.map((id) => [id]),
      );
      // The first condition is evaluated once and is usually decisive.
      const { rows } = await sql<{ id: BlobId }>`
        select distinct input.id from ${input} as input cross join blob_chunks cross join chunks cross join damage
        where exists (select 1 from damage where repaired_at_ms is null)
          and blob_chunks.blob_id = input.id and chunks.id = blob_chunks.chunk_id
          and damage.chunk_hash = chunks.hash and damage.repaired_at_ms is null`.execute(db);
      return new Set(rows.map(({ id }) => id));
    },
    async hasVersion(id) {
      if ((await damaged().select("id").limit(1).executeTakeFirst()) === undefined) return false;
      const damagedIds = await findDamagedIds();
      if (damagedIds === undefined) return true;
      const nodes = await nodesOf(id);
      const segments = await childrenOf(nodes);
      if (nodes.concat(segments).some((part) => damagedIds.parts.has(part))) return true;
      if (damagedIds.blobs.size === 0) return false;
      for (let start = 0; start < segments.length; start += SEGMENTS_PER_BATCH) {
        const blobs = await childrenOf(segments.slice(start, start + SEGMENTS_PER_BATCH));
        if (blobs.some((blob) => damagedIds.blobs.has(blob))) return true;
      }
      return false;
    },
  };
}

function toDamage(row: Selectable<Tables["damage"]>): Damage {
  return {
    id: row.id,
    chunk: row.chunk_hash,
    pack: row.pack,
    startByte: row.start_byte,
    blob: row.blob,
    foundBy: row.found_by,
    detail: row.detail,
    foundAtMs: row.found_at_ms,
    repairedAtMs: row.repaired_at_ms,
  };
}
