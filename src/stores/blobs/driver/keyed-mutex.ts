/** Carries out what is asked for one name in the order of asking; different names do not wait for each other. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<void>>();

  run<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(name);
    const result = before === undefined ? work() : before.then(work);
    const settled: Promise<void> = result.then(
      () => this.#forget(name, settled),
      () => this.#forget(name, settled),
    );
    this.#last.set(name, settled);
    return result;
  }

  /** Resolves when nothing that was asked so far is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#last.values());
  }

  #forget(name: string, settled: Promise<void>): void {
    if (this.#last.get(name) === settled) this.#last.delete(name);
  }
}
