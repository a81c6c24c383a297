import { sql } from "kysely";
import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import type { Clock } from "../../core/ports/ports.ts";
import { DRAFT_SILENCE_MS, isStemmaError, PACK_REWRITE_BELOW_SHARE } from "../../model/index.ts";
import type { Engine } from "../metadata/engine.ts";
import { inputRows } from "../metadata/input-rows.ts";
import { runTransaction } from "../metadata/metadata.ts";
import type { RowsScope } from "../metadata/rows-scope.ts";
import { decodeRecord } from "./chunk-record.ts";
import { dropSilentDrafts } from "./drop-drafts.ts";
import { addRefs, countEach, enterPacks } from "./enter-chunks.ts";
import { unpackIds } from "./enter-nodes.ts";
import { PackWriter } from "./pack-writer.ts";

/** What one round of the collector freed. */
export interface Collected {
  readonly drafts: number;
  readonly blobs: number;
  readonly chunks: number;
  readonly packsDeleted: number;
  readonly packsRewritten: number;
  readonly freedBytes: number;
}

/** Rows one transaction removes: short enough that a commit never waits long behind it. */
const ROWS_A_STEP = 1000;
/** Bytes that are moved before they are synced and their rows changed. */
const MOVED_BYTES_A_STEP = 8 * 1024 * 1024;

/**
 * Gives back what nothing refers to: silent drafts, then manifest parts, blobs, chunks, then packs. Names, rows, bytes.
 *
 * Each step is a short transaction that proves again that its rows are unreferenced; bytes go after their rows. A
 * writer that reuses a chunk checks it in its own transaction, so both may run at once, with no grace between them.
 * A round that is cut off leaves nothing half done, and the next one goes on.
 */
export async function collect(ports: {
  engine: Engine;
  driver: BlobDriver;
  newPackName: () => string;
  clock: Clock;
}): Promise<Collected> {
  const { engine, driver, clock } = ports;
  const drafts = await dropSilentDrafts(engine, clock.nowMs() - DRAFT_SILENCE_MS);
  while ((await step(engine, removeParts)) > 0);
  const blobs = await repeat(engine, removeBlobs);
  const chunks = await repeat(engine, removeChunks);
  const rewritten = await rewriteHalfDeadPacks(ports);
  const deleted = await deleteDeadPacks(engine, driver);
  return { drafts, blobs, chunks, packsRewritten: rewritten, packsDeleted: deleted.packs, freedBytes: deleted.bytes };
}

async function repeat(engine: Engine, remove: (scope: RowsScope) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await step(engine, remove);
    if (removed === 0) return total;
    total += removed;
  }
}

function step(engine: Engine, remove: (scope: RowsScope) => Promise<number>): Promise<number> {
  return runTransaction(engine, (db) => remove({ db, facts: engine.facts }));
}

/** Nodes and segments no manifest holds; what they held loses a reference, which may free more. */
async function removeParts(scope: RowsScope): Promise<number> {
  const gone = await scope.db
    .deleteFrom("manifest_parts")
    .where("id", "in", (from) =>
      from.selectFrom("manifest_parts").select("id").where("refs", "=", 0).limit(ROWS_A_STEP),
    )
    .returning(["chunk_id", "level", "children"])
    .execute();
  const lost = (ids: number[]): Map<number, number> => new Map([...countEach(ids)].map(([id, count]) => [id, -count]));
  await addRefs(scope, "chunks", lost(gone.map(({ chunk_id }) => chunk_id)));
  await addRefs(scope, "blobs", lost(gone.flatMap(({ level, children }) => (level === 0 ? unpackIds(children) : []))));
  await addRefs(
    scope,
    "manifest_parts",
    lost(gone.flatMap(({ level, children }) => (level === 1 ? unpackIds(children) : []))),
  );
  return gone.length;
}

/** Blobs that no segment, run file, draft or part of an upload holds. */
async function removeBlobs(scope: RowsScope): Promise<number> {
  const { rows: dead } = await sql<{ id: number }>`
    select id from blobs where refs = 0
      and not exists (select 1 from draft_blobs where draft_blobs.blob_id = blobs.id)
      and not exists (select 1 from upload_parts where upload_parts.blob_id = blobs.id)
    limit ${ROWS_A_STEP}`.execute(scope.db);
  if (dead.length === 0) return 0;
  const given = inputRows(
    scope.facts,
    { id: "int" },
    dead.map(({ id }) => [id]),
  );
  const { rows: held } = await sql<{ chunk_id: number }>`
    delete from blob_chunks where blob_id in (select id from ${given} as given) returning chunk_id`.execute(scope.db);
  await addRefs(
    scope,
    "chunks",
    new Map([...countEach(held.map(({ chunk_id }) => chunk_id))].map(([id, count]) => [id, -count])),
  );
  await sql`delete from blobs where id in (select id from ${given} as given)`.execute(scope.db);
  return dead.length;
}

/** Chunks that nothing is made of; their packs hold that much less that lives. */
async function removeChunks(scope: RowsScope): Promise<number> {
  const gone = await scope.db
    .deleteFrom("chunks")
    .where("id", "in", (from) => from.selectFrom("chunks").select("id").where("refs", "=", 0).limit(ROWS_A_STEP))
    .returning(["pack_id", "stored_bytes"])
    .execute();
  for (const [packId, chunks] of Map.groupBy(gone, ({ pack_id }) => pack_id)) {
    const bytes = chunks.reduce((total, { stored_bytes }) => total + stored_bytes, 0);
    await scope.db
      .updateTable("packs")
      .set(({ eb }) => ({ live_bytes: eb("live_bytes", "-", bytes) }))
      .where("id", "=", packId)
      .execute();
  }
  return gone.length;
}

/** Copies what lives of half-dead packs to a new one, so that the old ones can go. */
async function rewriteHalfDeadPacks({
  engine,
  driver,
  newPackName,
  clock,
}: Parameters<typeof collect>[0]): Promise<number> {
  const { rows: packs } = await sql<{ id: number; name: string }>`
    select id, name from packs where state = 'closed' and live_bytes > 0 and live_bytes < size_bytes * ${PACK_REWRITE_BELOW_SHARE}`.execute(
    engine.read,
  );
  if (packs.length === 0) return 0;
  const writer = new PackWriter(driver, newPackName);
  for (const pack of packs) await movePack({ engine, driver, clock, writer }, pack);
  const last = await writer.close();
  await runTransaction(engine, (db) => enterPacks({ db, facts: engine.facts }, last, clock.nowMs()));
  return packs.length;
}

interface LiveChunk {
  readonly id: number;
  readonly hash: string;
  readonly start_byte: number;
  readonly stored_bytes: number;
}

async function movePack(
  ports: { engine: Engine; driver: BlobDriver; clock: Clock; writer: PackWriter },
  pack: { id: number; name: string },
): Promise<void> {
  const chunks: LiveChunk[] = await ports.engine.read
    .selectFrom("chunks")
    .select(["id", "hash", "start_byte", "stored_bytes"])
    .where("pack_id", "=", pack.id)
    .orderBy("start_byte")
    .execute();
  let batch: { chunk: LiveChunk; record: Uint8Array }[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    const record = await readRecord(ports.driver, pack.name, chunk);
    // A damaged record is not copied over as if it were whole: its pack stays, for verify to name.
    if (record === undefined) continue;
    batch.push({ chunk, record });
    bytes += record.byteLength;
    if (bytes < MOVED_BYTES_A_STEP) continue;
    await moveChunks(ports, pack.id, batch);
    [batch, bytes] = [[], 0];
  }
  await moveChunks(ports, pack.id, batch);
}

async function readRecord(driver: BlobDriver, pack: string, chunk: LiveChunk): Promise<Uint8Array | undefined> {
  try {
    const record = await driver.get(pack, chunk.start_byte, chunk.start_byte + chunk.stored_bytes);
    return decodeRecord(record).seal === chunk.hash ? record : undefined;
  } catch (error) {
    if (isStemmaError(error, "damaged", "not_found")) return undefined;
    throw error;
  }
}

/** Bytes first, then rows: a chunk that was removed meanwhile is left removed. */
async function moveChunks(
  { engine, clock, writer }: { engine: Engine; clock: Clock; writer: PackWriter },
  from: number,
  batch: readonly { chunk: LiveChunk; record: Uint8Array }[],
): Promise<void> {
  if (batch.length === 0) return;
  const places = await writer.append(batch.map(({ record }) => [record]));
  const progress = await writer.sync();
  await runTransaction(engine, async (db) => {
    const scope = { db, facts: engine.facts };
    await enterPacks(scope, progress, clock.nowMs());
    const given = inputRows(
      scope.facts,
      { id: "int", pack: "text", start_byte: "int" },
      batch.map(({ chunk }, index) => [chunk.id, places[index]!.pack, places[index]!.startByte]),
    );
    const { rows: moved } = await sql<{ pack_id: number; stored_bytes: number }>`
      update chunks set pack_id = packs.id, start_byte = given.start_byte
      from ${given} as given join packs on packs.name = given.pack
      where chunks.id = given.id and chunks.pack_id = ${from} returning chunks.pack_id, chunks.stored_bytes`.execute(
      db,
    );
    for (const [packId, chunks] of Map.groupBy(moved, ({ pack_id }) => pack_id)) {
      const bytes = chunks.reduce((total, { stored_bytes }) => total + stored_bytes, 0);
      await db
        .updateTable("packs")
        .set(({ eb }) => ({ live_bytes: eb("live_bytes", "+", bytes) }))
        .where("id", "=", packId)
        .execute();
      await db
        .updateTable("packs")
        .set(({ eb }) => ({ live_bytes: eb("live_bytes", "-", bytes) }))
        .where("id", "=", from)
        .execute();
    }
  });
}

/** Closed packs in which nothing lives: the row goes, then the file. */
async function deleteDeadPacks(engine: Engine, driver: BlobDriver): Promise<{ packs: number; bytes: number }> {
  const dead = await runTransaction(engine, (db) =>
    db
      .deleteFrom("packs")
      .where("state", "=", "closed")
      .where("live_bytes", "=", 0)
      .where(({ not, exists, selectFrom, ref }) =>
        not(exists(selectFrom("chunks").select("chunks.id").where("chunks.pack_id", "=", ref("packs.id")))),
      )
      .returning(["name", "size_bytes"])
      .execute(),
  );
  for (const { name } of dead) await driver.delete(name);
  return { packs: dead.length, bytes: dead.reduce((total, { size_bytes }) => total + size_bytes, 0) };
}
