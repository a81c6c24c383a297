import type { NewChunk, StoreWork } from "../../stores/blobs/commit/store-work.ts";
import type { SqlWriter } from "../../stores/metadata/engine/sql-writer.ts";
import type { StoreWriter } from "../../stores/blobs/store-writer.ts";
import type { BodySlot } from "./body-slots.ts";
import type { CutChunk } from "./hash-thread.ts";
import { startThread } from "./start-thread.ts";
import type { ThreadCaller } from "./thread-calls.ts";

/** Where the store thread finds its things. */
export interface StoreThreadOptions {
  readonly packFolder: string;
  readonly sqlitePath: string;
  /** Set where PostgreSQL holds the rows. */
  readonly postgresUrl: string | undefined;
  readonly slots: readonly BodySlot[];
}

/** The store thread as seen from the thread that answers requests. */
export interface StoreClient {
  readonly writer: StoreWriter;
  openSession(): SqlWriter;
  /** Writes to the database as a transaction does, and changes nothing. */
  tryDatabase(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the store thread and waits until it serves.
 *
 * `onEnd` hears when the thread ends without having been asked to: nothing can be stored any more.
 */
export async function startStoreThread(
  options: StoreThreadOptions,
  onEnd: (error: Error) => void,
): Promise<StoreClient> {
  const { caller, close } = await startThread("store-thread", "store", options, onEnd);
  return {
    writer: remoteWriter(caller, options.slots),
    openSession: sessions(caller),
    tryDatabase: () => caller.call("probeWrite", []),
    close,
  };
}

function remoteWriter(caller: ThreadCaller, slots: readonly BodySlot[]): StoreWriter {
  const numbers = new Map<unknown, number>(slots.map(({ output, number }) => [output, number]));
  return {
    commit: (work) => caller.call("commit", [work], buffersOf(work)),
    openStream: () => caller.call("openStream", []),
    // Chunks lie in shared slots; the sender waits for the answer before it uses a slot again.
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

/** Bodies own their memory, so it changes threads without a copy. */
function buffersOf(work: StoreWork): ArrayBuffer[] {
  return work.kind === "small-body" || work.kind === "chunk" ? [work.bytes.buffer as ArrayBuffer] : [];
}

function spanOf({ hash, bytes }: NewChunk, numbers: ReadonlyMap<unknown, number>): CutChunk {
  return { hash, slot: numbers.get(bytes.buffer)!, start: bytes.byteOffset, length: bytes.byteLength };
}
