import type { MessagePort, Transferable, Worker } from "node:worker_threads";
import { type ErrorCode, StemmaError } from "../../model/index.ts";

/**
 * Limits the young generation of a thread: Node's default of 48 MiB is no faster, because threads mostly handle few
 * large buffers.
 */
export const threadLimits = { maxYoungGenerationSizeMb: 12 } as const;

/** Methods that can be called across threads: they take and return structured-cloneable data. */
export type Callable = Record<string, (...args: never[]) => Promise<unknown>>;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Answer =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: {
        readonly code?: ErrorCode;
        readonly message: string;
        readonly details?: Readonly<Record<string, unknown>>;
        readonly stack?: string;
      };
    };

type Port = MessagePort | Worker;

/** Answers calls from a port. Answers of one event loop iteration are sent together. */
export function answerCalls(port: Port, methods: Callable): void {
  const send = batched<Answer>(port);
  port.on("message", (calls: readonly Call[]) => {
    for (const { id, method, args } of calls) {
      methods[method]!(...(args as never[])).then(
        (value) => send({ id, value }),
        (error: unknown) => send({ id, error: plainError(error) }),
      );
    }
  });
}

/** Sends calls over a port. Calls of one event loop iteration are sent together. */
export class ThreadCaller {
  readonly #send: (call: Call, transfer?: readonly Transferable[]) => void;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>();
  #lastId = 0;
  #end: unknown;

  constructor(port: Port) {
    this.#send = batched<Call>(port);
    port.on("message", (message: unknown) => {
      // Under `node --watch` a thread also reports the modules it loads, as objects.
      if (Array.isArray(message)) for (const answer of message as Answer[]) this.#settle(answer);
    });
  }

  call<T>(method: string, args: readonly unknown[], transfer?: readonly Transferable[]): Promise<T> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, args }, transfer);
    });
  }

  /** Rejects all current and future calls, because the thread has ended. */
  end(error: unknown): void {
    this.#end = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("error" in answer) waiting?.reject(revivedError(answer.error));
    else waiting?.resolve(answer.value as never);
  }
}

function batched<Message>(port: Port): (message: Message, transfer?: readonly Transferable[]) => void {
  let messages: Message[] = [];
  let transfers: Transferable[] = [];
  return (message, transfer) => {
    if (messages.length === 0) {
      setImmediate(() => {
        const [batch, owned] = [messages, transfers];
        messages = [];
        transfers = [];
        port.postMessage(batch, owned);
      });
    }
    messages.push(message);
    if (transfer !== undefined) transfers.push(...transfer);
  };
}

function plainError(error: unknown): Extract<Answer, { error: unknown }>["error"] {
  if (error instanceof StemmaError) {
    const cause = error.cause instanceof Error ? error.cause.message : undefined;
    return {
      code: error.code,
      message: error.message,
      details: { ...error.details, ...(cause === undefined ? {} : { cause }) },
    };
  }
  return error instanceof Error
    ? { message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) }
    : { message: String(error) };
}

function revivedError({ code, message, details, stack }: Extract<Answer, { error: unknown }>["error"]): Error {
  if (code !== undefined) return new StemmaError(code, message, { details: details ?? {} });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
