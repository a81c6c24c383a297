import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import type { Clock } from "../../core/ports/ports.ts";
import { collect, type Collected } from "./gc/collector.ts";
import { PendingPackDeletes } from "./pack/pending-pack-deletes.ts";
import { GroupCommit } from "./commit/group-commit.ts";
import { UploadStreams } from "./commit/upload-stream.ts";
import { type PackRecovery, recoverPacks } from "./pack/recover-packs.ts";
import type { NewChunk, StoreWork, WorkResult } from "./commit/store-work.ts";
import type { Engine } from "../metadata/engine/engine.ts";
import { correctCounters } from "../verify/repair/correct-counters.ts";

/**
 * The writing side of the store: packs and their rows. Runs in the store thread, beside the writing connection, so that
 * a sync never blocks requests.
 */
export interface StoreWriter {
  commit(work: StoreWork): Promise<WorkResult>;
  openStream(): Promise<number>;
  appendToStream(stream: number, chunks: readonly NewChunk[]): Promise<void>;
  abandonStream(stream: number): Promise<void>;
  /** Runs one garbage collection round; concurrent calls share it. */
  collect(): Promise<Collected>;
  /**
   * Recounts references and live bytes.
   *
   * @returns the number of corrected counters
   */
  recount(): Promise<number>;
}

/** Opens the writing side over a migrated engine and a driver without other writers. */
export async function openStoreWriter(options: {
  engine: Engine;
  driver: BlobDriver;
  newPackName: () => string;
  clock: Clock;
  /** Receives the result of recovery when packs and rows differed. */
  onRecovered?: (recovery: PackRecovery) => void;
}): Promise<StoreWriter> {
  const ports = { ...options, pendingDeletes: new PendingPackDeletes(options) };
  const recovery = await recoverPacks(ports.engine, ports.driver);
  if (Object.values(recovery).some((packs: readonly string[]) => packs.length > 0)) options.onRecovered?.(recovery);
  const streams = new UploadStreams(ports);
  const group = new GroupCommit({ ...ports, streams });
  let collecting: Promise<Collected> | undefined;
  return {
    async commit(work) {
      if (work.kind !== "large-body") return group.commit(work);
      try {
        await streams.finish(work.stream);
        const result = await group.commit(work);
        streams.release(work.stream);
        return result;
      } catch (error) {
        await streams.abandon(work.stream);
        throw error;
      }
    },
    openStream: async () => streams.open(),
    appendToStream: (stream, chunks) => streams.append(stream, chunks),
    abandonStream: (stream) => streams.abandon(stream),
    recount: () => correctCounters(ports.engine),
    collect: () => (collecting ??= collect(ports).finally(() => (collecting = undefined))),
  };
}
