import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import type { Clock } from "../../../core/ports/ports.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { runTransaction } from "../../metadata/engine/run-transaction.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import type { DeletedPacks, PendingPackDeletes } from "../pack/pending-pack-deletes.ts";
import { expireIdleDrafts } from "./expire-drafts.ts";
import { newestRow, removeBlobs, removeChunks, removeParts } from "./remove-unreferenced.ts";
import { rewritePacks } from "./rewrite-packs.ts";

/** What one round of the collector freed. */
export interface Collected {
  readonly drafts: number;
  readonly blobs: number;
  readonly chunks: number;
  readonly packsDeleted: number;
  /** Packs that nothing needs and whose files could not be deleted now; the next round tries again. */
  readonly packsUndeleted: number;
  readonly packsRewritten: number;
  /** On the disk: the packs that went, less those that were written in their place (in bytes). */
  readonly freedBytes: number;
}

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
  doomed: PendingPackDeletes;
  newPackName: () => string;
  clock: Clock;
}): Promise<Collected> {
  const { engine, doomed, clock } = ports;
  const drafts = await expireIdleDrafts(engine, clock.nowMs());
  const read = { db: engine.read, capabilities: engine.capabilities };
  const newest = {
    part: await newestRow(read, "manifest_parts"),
    blob: await newestRow(read, "blobs"),
    chunk: await newestRow(read, "chunks"),
  };
  await repeat(engine, (scope) => removeParts(scope, newest.part));
  const blobs = await repeat(engine, (scope) => removeBlobs(scope, newest.blob));
  const chunks = await repeat(engine, (scope) => removeChunks(scope, newest.chunk));
  const deleted = { packs: 0, bytes: 0, undeleted: 0 };
  const deleteDead = async (): Promise<void> => {
    const { packs, bytes, undeleted } = await deleteDeadPacks(engine, doomed);
    deleted.packs += packs;
    deleted.bytes += bytes;
    deleted.undeleted = undeleted;
  };
  // Space is given back before more is taken for copies, and after each of them: a full disk has room for one.
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

/** Repeats a short transaction until it finds nothing more to remove. */
async function repeat(engine: Engine, remove: (scope: RowsScope) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await runTransaction(engine, (db) => remove({ db, capabilities: engine.capabilities }));
    if (removed === 0) return total;
    total += removed;
  }
}

/** Closed packs in which nothing lives: the row goes, then the file. Files that earlier rounds could not delete go too. */
async function deleteDeadPacks(engine: Engine, doomed: PendingPackDeletes): Promise<DeletedPacks> {
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
  for (const { name, size_bytes } of dead) doomed.add(name, size_bytes);
  return doomed.delete();
}
