import type { IncomingMessage } from "node:http";
import type { Clock } from "../../core/ports/ports.ts";
import { BODY_RATE_WINDOW_SECONDS, CROWDED_RATE_WINDOW_SECONDS, MIN_BODY_BYTES_PER_SECOND } from "../../model/index.ts";

/** How often senders are held against their rate. */
const CHECK_INTERVAL_MS = 1000;

/** A body under way: only the time in which we wait for its sender counts. */
export interface WatchedUpload {
  /** We wait for more from now on. */
  asks(): void;
  /** Something came, or nothing will: we are busy, or done. */
  rests(): void;
  end(): void;
}

interface Sender {
  readonly request: IncomingMessage;
  readonly isCrowded: () => boolean;
  askedAtMs: number | undefined;
  waitedMs: number;
  readBytes: number;
}

/**
 * Cuts off senders who stall or trickle, so that none holds a place for ever; while others wait for the same places,
 * after a much shorter time.
 */
export class MinimumRateGuard {
  readonly #clock: Clock;
  readonly #senders = new Set<Sender>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins to watch the sender of a request. `isCrowded` tells whether others wait for its place. */
  watch(request: IncomingMessage, isCrowded: () => boolean): WatchedUpload {
    const sender: Sender = {
      request,
      isCrowded,
      askedAtMs: undefined,
      waitedMs: 0,
      readBytes: request.socket.bytesRead,
    };
    this.#senders.add(sender);
    this.#timer ??= setInterval(() => this.#look(), CHECK_INTERVAL_MS).unref();
    return {
      asks: () => void (sender.askedAtMs = this.#clock.nowMs()),
      rests: () => {
        sender.waitedMs = this.#waitedMs(sender);
        sender.askedAtMs = undefined;
      },
      end: () => {
        this.#senders.delete(sender);
        if (this.#senders.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  #look(): void {
    for (const sender of this.#senders) {
      // What has come whole waits for us.
      if (sender.request.complete) continue;
      const windowSeconds = sender.isCrowded() ? CROWDED_RATE_WINDOW_SECONDS : BODY_RATE_WINDOW_SECONDS;
      const waitedMs = this.#waitedMs(sender);
      if (waitedMs < windowSeconds * 1000) continue;
      const { bytesRead } = sender.request.socket;
      if (bytesRead - sender.readBytes < windowSeconds * MIN_BODY_BYTES_PER_SECOND) {
        sender.request.destroy();
        continue;
      }
      sender.readBytes = bytesRead;
      sender.waitedMs = 0;
      if (sender.askedAtMs !== undefined) sender.askedAtMs = this.#clock.nowMs();
    }
  }

  #waitedMs({ waitedMs, askedAtMs }: Sender): number {
    return waitedMs + (askedAtMs === undefined ? 0 : this.#clock.nowMs() - askedAtMs);
  }
}
