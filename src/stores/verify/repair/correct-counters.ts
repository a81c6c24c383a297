import { sql } from "kysely";
import type { Engine } from "../../metadata/engine/engine.ts";
import { inputRows } from "../../metadata/engine/input-rows.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { highestId, PACKS_PER_BATCH } from "../checks/check-counters.ts";
import {
  countBlobs,
  countChunks,
  countPacks,
  countParts,
  IDS_PER_BATCH,
  MAX_WRONG_COUNTERS,
  type WrongCounter,
} from "../recount.ts";

/** Chunks corrected in one transaction; they are counted through indexes. */
const CHUNKS_PER_BATCH = 10_000;

/**
 * Recounts references and live bytes and corrects the counters. Each batch blocks writers while it counts, so that its
 * counters are exact; others write between two batches.
 *
 * @returns the number of corrected counters
 */
export async function correctCounters(engine: Engine): Promise<number> {
  const read = { db: engine.read, capabilities: engine.capabilities };
  let corrected = await correctTable(engine, await highestId(read, "chunks"), CHUNKS_PER_BATCH, countChunks);
  corrected += await correctTable(engine, await highestId(read, "manifest_parts"), IDS_PER_BATCH, countParts);
  corrected += await correctTable(engine, await highestId(read, "blobs"), IDS_PER_BATCH, countBlobs);
  return corrected + (await correctTable(engine, await highestId(read, "packs"), PACKS_PER_BATCH, countPacks));
}

async function correctTable(
  engine: Engine,
  highest: number,
  batchSize: number,
  count: (scope: RowsScope, range: { after: number; last: number }) => Promise<WrongCounter[]>,
): Promise<number> {
  let corrected = 0;
  for (let after = 0; after < highest; after += batchSize) {
    const range = { after, last: Math.min(highest, after + batchSize) };
    for (let wrong = MAX_WRONG_COUNTERS; wrong === MAX_WRONG_COUNTERS; corrected += wrong)
      wrong = await correct(engine, (scope) => count(scope, range));
  }
  return corrected;
}

function correct(engine: Engine, count: (scope: RowsScope) => Promise<WrongCounter[]>): Promise<number> {
  return runTransaction(engine, async (db) => {
    const scope = { db, capabilities: engine.capabilities };
    await lockCounted(scope);
    const wrong = await count(scope);
    for (const [table, rows] of Map.groupBy(wrong, (counter) => counter.table)) {
      const column = sql.ref(table === "packs" ? "live_bytes" : "refs");
      const input = inputRows(
        scope.capabilities,
        { id: "int", counted: "int" },
        rows.map(({ id, counted }) => [id, counted]),
      );
      await sql`update ${sql.table(table)} set ${column} = input.counted from ${input} as input
        where ${sql.table(table)}.id = input.id`.execute(db);
    }
    return wrong.length;
  });
}

/** Locks the counted tables on PostgreSQL until the transaction ends. SQLite has only this writer. */
async function lockCounted({ db, capabilities }: RowsScope): Promise<void> {
  if (!capabilities.hasRowLocks) return;
  await sql`lock table chunks, blobs, blob_chunks, manifest_parts, manifest_nodes, run_files, packs
    in share row exclusive mode`.execute(db);
}
