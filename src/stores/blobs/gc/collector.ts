import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import type { Clock } from "../../../core/ports/ports.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";
import { runBatches } from "../../metadata/engine/run-batches.ts";
import type { DeletedPacks, PendingPackDeletes } from "../pack/pending-pack-deletes.ts";
import { expireIdleDrafts } from "./expire-drafts.ts";
import { newestRow, removeBlobs, removeChunks, removeParts } from "./remove-unreferenced.ts";
import { rewritePacks } from "./rewrite-packs.ts";

/** The result of one garbage collection round. */
export interface Collected {
  readonly drafts: number;
  readonly blobs: number;
  readonly chunks: number;
  readonly packsDeleted: number;
  /** Unneeded packs whose files could not be deleted; the next round tries again. */
  readonly packsUndeleted: number;
  readonly packsRewritten: number;
  /** The size of the deleted packs minus the size of the packs that replace them (in bytes). */
  readonly freedBytes: number;
}

/**
 * Frees everything without references: idle drafts, then manifest parts, blobs, chunks, then packs. Names, rows, bytes.
 *
 * Each step is a short transaction that checks again that its rows are unreferenced; bytes are deleted after their
 * rows. A writer that reuses a chunk checks it in its own transaction, so both may run concurrently without a grace
 * period. An interrupted round leaves a consistent state, and the next one continues.
 */
export async function collect(ports: {
  engine: Engine;
  driver: BlobDriver;
  pendingDeletes: PendingPackDeletes;
  newPackName: () => string;
  clock: Clock;
}): Promise<Collected> {
  const { engine, pendingDeletes, clock } = ports;
  const drafts = await expireIdleDrafts(engine, clock.nowMs());
  const read = { db: engine.read, capabilities: engine.capabilities };
  const newest = {
    part: await newestRow(read, "manifest_parts"),
    blob: await newestRow(read, "blobs"),
    chunk: await newestRow(read, "chunks"),
  };
  await runBatches(engine, (scope) => removeParts(scope, newest.part));
  const blobs = await runBatches(engine, (scope) => removeBlobs(scope, newest.blob));
  const chunks = await runBatches(engine, (scope) => removeChunks(scope, newest.chunk));
  const deleted = { packs: 0, bytes: 0, undeleted: 0 };
  const deleteDead = async (): Promise<void> => {
    const { packs, bytes, undeleted } = await deleteDeadPacks(engine, pendingDeletes);
    deleted.packs += packs;
    deleted.bytes += bytes;
    deleted.undeleted = undeleted;
  };
  // Packs are deleted before and after each copy: a full disk may have space for only one.
  await deleteDead();
  const rewritten = await rewritePacks(ports, deleteDead);
  const freedBytes = deleted.bytes - rewritten.writtenBytes;
  return {
    drafts,
    blobs,
    chunks,
    packsRewritten: rewritten.packs,
    packsDeleted: deleted.packs,
    packsUndeleted: deleted.undeleted,
    freedBytes,
  };
}

/**
 * Deletes closed packs without live chunks: the row, then the file. Retries the files that earlier rounds could not
 * delete.
 */
async function deleteDeadPacks(engine: Engine, pendingDeletes: PendingPackDeletes): Promise<DeletedPacks> {
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
  for (const { name, size_bytes } of dead) pendingDeletes.add(name, size_bytes);
  return pendingDeletes.delete();
}
