/** Limits the read rate by pausing after each read. */
export class RateLimiter {
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #bytesPerSecond: number | null;

  constructor(sleep: (ms: number) => Promise<void>, bytesPerSecond: number | null) {
    this.#sleep = sleep;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Waits as long as the bytes of a read may take. */
  async spend(bytes: number): Promise<void> {
    if (this.#bytesPerSecond !== null) await this.#sleep((bytes / this.#bytesPerSecond) * 1000);
  }
}
