import { sql } from "kysely";
import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import type { Clock } from "../../../core/ports/ports.ts";
import {
  isStemmaError,
  PACK_REWRITE_BELOW_PERCENT,
  PACK_SMALL_BYTES,
  SMALL_PACKS_TO_MERGE,
} from "../../../model/index.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { inputRows } from "../../metadata/engine/input-rows.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";
import { decodeRecord } from "../pack/record.ts";
import type { PendingPackDeletes } from "../pack/pending-pack-deletes.ts";
import { insertPacks } from "../commit/insert-chunks.ts";
import { type PackProgress, PackWriter } from "../pack/pack-writer.ts";

/** Bytes moved before they are synced and their rows updated. */
const MOVED_BYTES_PER_BATCH = 8 * 1024 * 1024;

/** The result of rewriting packs (in bytes). */
export interface Rewritten {
  readonly packs: number;
  readonly writtenBytes: number;
}

/**
 * Copies the live chunks of half-dead packs, and of small packs if there are many, to new packs. Calls `afterEach` when
 * an old pack can be deleted.
 *
 * Two concurrent moves of a pack are safe: rows refer to the copy that was inserted first, the other copy is dead
 * space.
 */
export async function rewritePacks(
  ports: {
    engine: Engine;
    driver: BlobDriver;
    pendingDeletes: PendingPackDeletes;
    newPackName: () => string;
    clock: Clock;
  },
  afterEach: () => Promise<void>,
): Promise<Rewritten> {
  const { engine, driver, clock } = ports;
  const packs = [...(await halfDeadPacks(engine)), ...(await smallPacks(engine))];
  if (packs.length === 0) return { packs: 0, writtenBytes: 0 };
  const writer = new PackWriter(ports);
  const sizes = new Map<string, number>();
  const insert = async (written: readonly PackProgress[]): Promise<void> => {
    for (const { name, sizeBytes } of written) sizes.set(name, sizeBytes);
    await runTransaction(engine, (db) =>
      insertPacks({ db, capabilities: engine.capabilities }, written, clock.nowMs()),
    );
  };
  try {
    for (const pack of packs) {
      await movePack({ engine, driver, clock, writer }, pack);
      await afterEach();
    }
    await insert(await writer.close());
  } catch (error) {
    // Chunks moved so far stay moved; their new pack receives no more.
    await insert(await writer.abandon()).catch(() => {
      for (const name of writer.begun) ports.pendingDeletes.addUnlessReferenced(name);
    });
    throw error;
  }
  return { packs: packs.length, writtenBytes: [...sizes.values()].reduce((total, bytes) => total + bytes, 0) };
}

interface OldPack {
  readonly id: number;
  readonly name: string;
}

async function halfDeadPacks({ read }: Engine): Promise<OldPack[]> {
  const { rows } = await sql<OldPack>`
    select id, name from packs where state = 'closed' and live_bytes > 0
      and live_bytes * 100 < size_bytes * ${PACK_REWRITE_BELOW_PERCENT} order by id`.execute(read);
  return rows;
}

/** Returns small packs that are not half dead, if merging them leaves fewer packs. */
async function smallPacks({ read }: Engine): Promise<OldPack[]> {
  const { rows } = await sql<OldPack>`
    select id, name from packs where state = 'closed' and live_bytes > 0 and size_bytes < ${PACK_SMALL_BYTES}
      and live_bytes * 100 >= size_bytes * ${PACK_REWRITE_BELOW_PERCENT} order by id`.execute(read);
  return rows.length < SMALL_PACKS_TO_MERGE ? [] : rows;
}

interface LiveChunk {
  readonly id: number;
  readonly hash: string;
  readonly start_byte: number;
  readonly stored_bytes: number;
}

async function movePack(
  ports: { engine: Engine; driver: BlobDriver; clock: Clock; writer: PackWriter },
  pack: OldPack,
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
    // A corrupt record is not copied as if it were intact: its pack stays, and verify reports it.
    if (record === undefined) continue;
    batch.push({ chunk, record });
    bytes += record.byteLength;
    if (bytes < MOVED_BYTES_PER_BATCH) continue;
    await moveChunks(ports, pack.id, batch);
    [batch, bytes] = [[], 0];
  }
  await moveChunks(ports, pack.id, batch);
}

async function readRecord(driver: BlobDriver, pack: string, chunk: LiveChunk): Promise<Uint8Array | undefined> {
  try {
    const record = await driver.get(pack, chunk.start_byte, chunk.start_byte + chunk.stored_bytes);
    return decodeRecord(record).checksum === chunk.hash ? record : undefined;
  } catch (error) {
    if (isStemmaError(error, "damaged", "not_found")) return undefined;
    throw error;
  }
}

/** Writes bytes, then updates rows. Skips chunks that were removed meanwhile. */
async function moveChunks(
  { engine, clock, writer }: { engine: Engine; clock: Clock; writer: PackWriter },
  from: number,
  batch: readonly { chunk: LiveChunk; record: Uint8Array }[],
): Promise<void> {
  if (batch.length === 0) return;
  const locations = await writer.append(batch.map(({ record }) => [record]));
  const progress = await writer.sync();
  await runTransaction(engine, async (db) => {
    const scope = { db, capabilities: engine.capabilities };
    await insertPacks(scope, progress, clock.nowMs());
    const input = inputRows(
      scope.capabilities,
      { id: "int", pack: "text", start_byte: "int" },
      batch.map(({ chunk }, index) => [chunk.id, locations[index]!.pack, locations[index]!.startByte]),
    );
    const { rows: moved } = await sql<{ pack_id: number; stored_bytes: number }>`
      update chunks set pack_id = packs.id, start_byte = input.start_byte
      from ${input} as input join packs on packs.name = input.pack
      where chunks.id = input.id and chunks.pack_id = ${from} returning chunks.pack_id, chunks.stored_bytes`.execute(
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
