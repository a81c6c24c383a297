import type { NewChunk, StoreWork } from "../../stores/blobs/commit/store-work.ts";
import type { SqlWriter } from "../../stores/metadata/engine/sql-writer.ts";
import type { StoreWriter } from "../../stores/blobs/store-writer.ts";
import type { BodySlot } from "./body-slots.ts";
import type { CutChunk } from "./hash-thread.ts";
import { startThread } from "./start-thread.ts";
import type { ThreadCaller } from "./thread-calls.ts";

/** The stores that the store thread opens. */
export interface StoreThreadOptions {
  readonly packFolder: string;
  readonly sqlitePath: string;
  /** Set if the metadata is in PostgreSQL. */
  readonly postgresUrl: string | undefined;
  readonly slots: readonly BodySlot[];
}

/** The client of the store thread, for the main thread. */
export interface StoreClient {
  readonly writer: StoreWriter;
  openSession(): SqlWriter;
  /** Writes to the database in a transaction without changing it. */
  probeDatabase(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the store thread and waits until it is ready.
 *
 * @param onEnd called when the thread ends unexpectedly: nothing can be stored any more
 */
export async function startStoreThread(
  options: StoreThreadOptions,
  onEnd: (error: Error) => void,
): Promise<StoreClient> {
  const { caller, close } = await startThread("store-thread", "store", options, onEnd);
  return {
    writer: remoteWriter(caller, options.slots),
    openSession: sessions(caller),
    probeDatabase: () => caller.call("probeWrite", []),
    close,
  };
}

function remoteWriter(caller: ThreadCaller, slots: readonly BodySlot[]): StoreWriter {
  const numbers = new Map<unknown, number>(slots.map(({ output, number }) => [output, number]));
  return {
    commit: (work) => caller.call("commit", [work], buffersOf(work)),
    openStream: () => caller.call("openStream", []),
    // Chunks are in shared slots; the sender waits for the answer before it reuses a slot.
    appendToStream: (stream, chunks) =>
      caller.call("appendToStream", [stream, chunks.map((chunk) => spanOf(chunk, numbers))]),
    abandonStream: (stream) => caller.call("abandonStream", [stream]),
    collect: () => caller.call("collect", []),
    recount: () => caller.call("recount", []),
  };
}

function sessions(caller: ThreadCaller): () => SqlWriter {
  let lastId = 0;
  return () => {
    lastId += 1;
    const id = lastId;
    return {
      begin: () => caller.call("begin", [id]),
      execute: (sql, parameters) => caller.call("execute", [id, sql, parameters]),
      end: (how) => caller.call("end", [id, how]),
    };
  };
}

/** Returns the buffers to transfer without a copy; bodies own their memory. */
function buffersOf(work: StoreWork): ArrayBuffer[] {
  return work.kind === "small-body" || work.kind === "chunk" ? [work.bytes.buffer as ArrayBuffer] : [];
}

function spanOf({ hash, bytes }: NewChunk, numbers: ReadonlyMap<unknown, number>): CutChunk {
  return { hash, slot: numbers.get(bytes.buffer)!, start: bytes.byteOffset, length: bytes.byteLength };
}
