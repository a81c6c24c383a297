import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type ErrorCode, StemmaError } from "../../model/index.ts";
import { errorTable } from "../../wire/error-table.ts";
import { ThreadCaller, threadLimits } from "./thread-calls.ts";

/** A thread that answers calls, among them `ready` and `close`. */
export interface StartedThread {
  readonly caller: ThreadCaller;
  /** Lets it close what it holds, and ends it. */
  close(): Promise<void>;
  /** Ends it where it is. */
  stop(): Promise<void>;
}

/**
 * Starts a thread of this folder by the name of its file and waits until it serves; `noun` is what people know it by.
 *
 * `onEnd` hears when the thread ends without having been asked to.
 */
export async function startThread(
  file: string,
  noun: string,
  options: unknown,
  onEnd: (error: Error) => void,
): Promise<StartedThread> {
  const worker = new Worker(new URL(`./${file}${extname(import.meta.filename)}`, import.meta.url), {
    workerData: options,
    resourceLimits: threadLimits,
  });
  const caller = new ThreadCaller(worker);
  // Before it serves, the end of the thread is the answer to the start, not a fault of the running server.
  let isServing = false;
  const ended = (error: unknown): void => {
    caller.end(new StemmaError("unavailable", `Cannot reach the ${noun}: its thread has ended`, { cause: error }));
    if (!isServing) return;
    // An error is followed by the exit it causes.
    isServing = false;
    onEnd(error instanceof Error ? error : new Error(`the thread of the ${noun} ended with code ${String(error)}`));
  };
  const failed = new Promise<never>((_, reject) => {
    worker.once("error", (error) => reject(startFault(error)));
  });
  worker.on("error", ended);
  worker.on("exit", ended);
  await Promise.race([caller.call("ready", []), failed]);
  isServing = true;
  return {
    caller,
    async close() {
      isServing = false;
      await caller.call("close", []);
      await worker.terminate();
    },
    async stop() {
      isServing = false;
      await worker.terminate();
    },
  };
}

/** An error that ended a thread comes as a plain one; ours gets its class back, so that a person sees its sentence. */
function startFault(error: Error & { code?: unknown }): Error {
  const { code } = error;
  return typeof code === "string" && Object.hasOwn(errorTable, code)
    ? new StemmaError(code as ErrorCode, error.message, { cause: error })
    : error;
}
