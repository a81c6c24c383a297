import type { ServerResponse } from "node:http";
import { deadline } from "../../async/deadline.ts";
import type { Clock } from "../../core/ports/ports.ts";
import { SENDS_AT_ONCE, STALLED_SENDS } from "../../model/index.ts";

/** A reader who takes no byte for this long is cut off, as a sender who brings none is. */
const IDLE_MS = 60_000;
/** A reader who takes longer than this for what it was given has stalled: meanwhile others can be served. */
const STALL_MS = 100;
/** A stalled reader is left alone for this long, whoever waits. */
const STALL_PATIENCE_MS = 5_000;
/** How often those who wait look whether a stalled reader's patience is over. */
const POLL_INTERVAL_MS = 250;

/**
 * Bounds the memory that answers hold. An answer takes a turn to read stored bytes; one whose reader has stalled gives
 * the turn back and holds what the connection did not take. When too many have stalled, the longest one makes way.
 */
export class DownloadLimiter {
  readonly #clock: Clock;
  /** In the order in which they stalled. */
  readonly #stalled = new Map<ServerResponse, number>();
  readonly #waiting: (() => void)[] = [];
  #free = SENDS_AT_ONCE;
  #looks: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether others wait for a turn. */
  get isWanted(): boolean {
    return this.#waiting.length > 0;
  }

  /** Waits for a turn. */
  async take(): Promise<void> {
    while (this.#free === 0 || !this.#hasRoom()) {
      this.#looks ??= setInterval(() => this.#wakeNext(), POLL_INTERVAL_MS).unref();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#free -= 1;
    if (this.isWanted) return;
    clearInterval(this.#looks);
    this.#looks = undefined;
  }

  give(): void {
    this.#free += 1;
    this.#wakeNext();
  }

  /** Whether a reader took what was written within a moment; true as well when it has gone. */
  async isTakenSoon(response: ServerResponse): Promise<boolean> {
    return deadline(
      canGoOn(response).then(() => true),
      STALL_MS,
      () => false,
    );
  }

  /** Waits until a stalled reader took what was written, or has gone. */
  async untilTaken(response: ServerResponse): Promise<void> {
    if (response.destroyed || !response.writableNeedDrain) return;
    this.#stalled.set(response, this.#clock.nowMs());
    await takenOrIdle(response);
    this.#stalled.delete(response);
    this.#wakeNext();
  }

  #hasRoom(): boolean {
    if (this.#stalled.size < STALLED_SENDS) return true;
    const [longest, sinceMs] = this.#stalled.entries().next().value!;
    if (this.#clock.nowMs() - sinceMs < STALL_PATIENCE_MS) return false;
    this.#stalled.delete(longest);
    longest.destroy();
    return true;
  }

  #wakeNext(): void {
    this.#waiting.shift()?.();
  }
}

/** Waits until a reader took what was written, or went away; one who takes nothing for too long is cut off. */
export async function takenOrIdle(response: ServerResponse): Promise<void> {
  const { socket } = response;
  // Without a listener a connection is closed when its time is over.
  socket?.setTimeout(IDLE_MS);
  await canGoOn(response);
  socket?.setTimeout(0);
}

function canGoOn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
