/** Keeps reading below a rate: whoever read so many bytes waits for as long as they may take. */
export class RateLimiter {
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #bytesPerSecond: number | null;

  constructor(sleep: (ms: number) => Promise<void>, bytesPerSecond: number | null) {
    this.#sleep = sleep;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Waits after a read (in bytes). */
  async spend(bytes: number): Promise<void> {
    if (this.#bytesPerSecond !== null) await this.#sleep((bytes / this.#bytesPerSecond) * 1000);
  }
}
