/** Runs the tasks of one name in the order of their calls; tasks of different names run concurrently. */
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

  /** Resolves when no task is running or waiting. */
  async idle(): Promise<void> {
    await Promise.all(this.#last.values());
  }

  #forget(name: string, settled: Promise<void>): void {
    if (this.#last.get(name) === settled) this.#last.delete(name);
  }
}
