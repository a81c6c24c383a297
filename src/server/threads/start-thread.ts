import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type ErrorCode, StemmaError } from "../../model/index.ts";
import { errorTable } from "../../wire/error-table.ts";
import { ThreadCaller, threadLimits } from "./thread-calls.ts";

/** A thread that answers calls, including `ready` and `close`. */
export interface StartedThread {
  readonly caller: ThreadCaller;
  /** Lets the thread close its resources, then terminates it. */
  close(): Promise<void>;
  /** Terminates the thread at once. */
  stop(): Promise<void>;
}

/**
 * Starts a thread from a file of this folder and waits until it is ready.
 *
 * @param noun names the thread in messages
 * @param onEnd called when the thread ends unexpectedly
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
  // Until the thread is ready, its end rejects the start instead of calling `onEnd`.
  let isServing = false;
  const ended = (error: unknown): void => {
    caller.end(new StemmaError("unavailable", `Cannot reach the ${noun}: its thread has ended`, { cause: error }));
    if (!isServing) return;
    // After an error the exit event follows.
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

/** Restores the class of a StemmaError that ended a thread, so that its message is shown. */
function startFault(error: Error & { code?: unknown }): Error {
  const { code } = error;
  return typeof code === "string" && Object.hasOwn(errorTable, code)
    ? new StemmaError(code as ErrorCode, error.message, { cause: error })
    : error;
}
