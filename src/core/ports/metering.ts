/** What loads for a request are charged to. */
export interface Meter {
  /**
   * Counts what was loaded (in rows, bytes).
   *
   * @throws `over_budget`
   */
  loaded(rows: number, bytes: number): void;
  /**
   * Lets other requests go first when this one has held the thread long enough; undefined while it has not.
   *
   * @throws `over_budget`, also from the promise
   */
  yieldTurn(): Promise<void> | undefined;
}

/** Finds the meter of the request that a read belongs to, wherever the read is made. */
export interface Metering {
  /** Runs work whose loads are charged to a meter. */
  run<Result>(meter: Meter, work: () => Result): Result;
  /** The meter of the work that is running; undefined outside of `run`. */
  current(): Meter | undefined;
}
