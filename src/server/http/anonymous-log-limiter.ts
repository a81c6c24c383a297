import type { Log } from "../log.ts";

/**
 * Failed requests without a key that are logged in each window; unauthenticated clients must not fill the disk with log
 * lines.
 */
const LOGGED_PER_WINDOW = 10;
const WINDOW_MS = 60_000;

/**
 * Limits log lines about failed requests without a key: logs the first ones of a minute, then the number of further
 * ones.
 */
export class AnonymousLogLimiter {
  readonly #log: Log;
  readonly #windowMs: number;
  #count = 0;

  constructor(log: Log, windowMs = WINDOW_MS) {
    this.#log = log;
    this.#windowMs = windowMs;
  }

  /** Counts a request and returns whether it should be logged. */
  shouldLog(): boolean {
    this.#count += 1;
    if (this.#count === 1) setTimeout(() => this.#endWindow(), this.#windowMs).unref();
    return this.#count <= LOGGED_PER_WINDOW;
  }

  #endWindow(): void {
    const more = this.#count - LOGGED_PER_WINDOW;
    this.#count = 0;
    if (more > 0) this.#log("warn", "requests without a key", { failed: more, seconds: this.#windowMs / 1000 });
  }
}
