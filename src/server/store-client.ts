import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { NewChunk, StoreWork } from "../stores/blobs/store-work.ts";
import type { SqlWriter } from "../stores/metadata/sql-writer.ts";
import type { StoreWriter } from "../stores/store-writer.ts";
import { type ErrorCode, errorHelp, StemmaError } from "../model/index.ts";
import type { BodySlot } from "./body-slots.ts";
import type { CutChunk } from "./hash-thread.ts";
import { ThreadCaller, threadLimits } from "./thread-calls.ts";

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
  const worker = new Worker(new URL(`./store-thread${extname(import.meta.filename)}`, import.meta.url), {
    workerData: options,
    resourceLimits: threadLimits,
  });
  const caller = new ThreadCaller(worker);
  // Before it serves, the end of the thread is the answer to the start, not a fault of the running server.
  let isServing = false;
  const ended = (error: unknown): void => {
    caller.end(new StemmaError("unavailable", "Cannot reach the store: its thread has ended", { cause: error }));
    if (isServing)
      onEnd(error instanceof Error ? error : new Error(`the store thread ended with code ${String(error)}`));
  };
  const failed = new Promise<never>((_, reject) => {
    worker.once("error", (error) => reject(startFault(error)));
  });
  worker.on("error", ended);
  worker.on("exit", ended);
  await Promise.race([caller.call("ready", []), failed]);
  isServing = true;
  return {
    writer: remoteWriter(caller, options.slots),
    openSession: sessions(caller),
    tryDatabase: () => caller.call("tryWrite", []),
    async close() {
      isServing = false;
      await caller.call("close", []);
      await worker.terminate();
    },
  };
}

/** An error that ended a thread comes as a plain one; ours gets its class back, so that a person sees its sentence. */
function startFault(error: Error & { code?: unknown }): Error {
  const { code } = error;
  return typeof code === "string" && code in errorHelp
    ? new StemmaError(code as ErrorCode, error.message, { cause: error })
    : error;
}

function remoteWriter(caller: ThreadCaller, slots: readonly BodySlot[]): StoreWriter {
  const numbers = new Map<unknown, number>(slots.map(({ output, number }) => [output, number]));
  return {
    commit: (work) => caller.call("commit", [work], buffersOf(work)),
    openLane: () => caller.call("openLane", []),
    // Chunks lie in shared slots; the sender waits for the answer before it uses a slot again.
    appendToLane: (lane, chunks) => caller.call("appendToLane", [lane, chunks.map((chunk) => spanOf(chunk, numbers))]),
    abandonLane: (lane) => caller.call("abandonLane", [lane]),
    collect: () => caller.call("collect", []),
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
  return work.kind === "small-body" ? [work.bytes.buffer as ArrayBuffer] : [];
}

function spanOf({ hash, bytes }: NewChunk, numbers: ReadonlyMap<unknown, number>): CutChunk {
  return { hash, slot: numbers.get(bytes.buffer)!, start: bytes.byteOffset, length: bytes.byteLength };
}
