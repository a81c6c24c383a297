/** A mutex. Waiters acquire it in the order of their calls. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /**
   * Acquires the mutex.
   *
   * @returns a function that releases it
   */
  async take(): Promise<() => void> {
    const before = this.#last;
    let end!: () => void;
    this.#last = new Promise((resolve) => (end = resolve));
    await before;
    return end;
  }
}
