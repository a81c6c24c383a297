import type { BlobDriver } from "../../core/ports/blob-driver.ts";
import type { Clock } from "../../core/ports/ports.ts";
import { collect, type Collected } from "./gc/collector.ts";
import { DoomedPacks } from "./pack/pending-pack-deletes.ts";
import { GroupCommit } from "./commit/group-commit.ts";
import { LargeLanes } from "./commit/upload-stream.ts";
import { recoverPacks } from "./pack/recover-packs.ts";
import type { NewChunk, StoreWork, WorkResult } from "./commit/store-work.ts";
import type { Engine } from "../metadata/engine/engine.ts";
import { correctCounters } from "../verify/repair/correct-counters.ts";

/**
 * The side of the store that writes: packs and the rows that name them. It lives in the store thread, beside the
 * writing connection, so that no sync ever holds a request.
 */
export interface StoreWriter {
  commit(work: StoreWork): Promise<WorkResult>;
  openLane(): Promise<number>;
  appendToLane(lane: number, chunks: readonly NewChunk[]): Promise<void>;
  abandonLane(lane: number): Promise<void>;
  /** Runs the collector once; a second call meanwhile waits for the same round. */
  collect(): Promise<Collected>;
  /** Counts again what rows keep counters of and corrects those that are wrong; gives their number. */
  recount(): Promise<number>;
}

/** Opens the writing side over an engine that is migrated and a driver no one else writes to. */
export async function openStoreWriter(given: {
  engine: Engine;
  driver: BlobDriver;
  newPackName: () => string;
  clock: Clock;
}): Promise<StoreWriter> {
  const ports = { ...given, doomed: new DoomedPacks(given) };
  await recoverPacks(ports.engine, ports.driver);
  const lanes = new LargeLanes(ports);
  const group = new GroupCommit({ ...ports, lanes });
  let collecting: Promise<Collected> | undefined;
  return {
    async commit(work) {
      if (work.kind !== "large-body") return group.commit(work);
      try {
        await lanes.finish(work.lane);
        const result = await group.commit(work);
        lanes.release(work.lane);
        return result;
      } catch (error) {
        await lanes.abandon(work.lane);
        throw error;
      }
    },
    openLane: async () => lanes.open(),
    appendToLane: (lane, chunks) => lanes.append(lane, chunks),
    abandonLane: (lane) => lanes.abandon(lane),
    recount: () => correctCounters(ports.engine),
    collect: () => (collecting ??= collect(ports).finally(() => (collecting = undefined))),
  };
}
