/** The budget that loads of a request are charged to. */
export interface Meter {
  /**
   * Charges loaded rows and bytes.
   *
   * @throws `over_budget`
   */
  loaded(rows: number, bytes: number): void;
  /**
   * Yields to other requests if this one has used the thread for long enough; else returns undefined.
   *
   * @throws `over_budget`, also from the promise
   */
  yieldIfDue(): Promise<void> | undefined;
}

/** Finds the meter of the current request. */
export interface Metering {
  /** Runs work whose loads are charged to a meter. */
  run<Result>(meter: Meter, work: () => Result): Result;
  /** The current meter; undefined outside of `run`. */
  current(): Meter | undefined;
}
