/** A queue for one connection: whoever takes a turn has it alone until it is given back, in order of asking. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Waits for the turn; the returned function ends it. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let end!: () => void;
    this.#last = new Promise((resolve) => (end = resolve));
    await before;
    return end;
  }
}
