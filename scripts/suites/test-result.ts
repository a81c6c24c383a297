/** What became of one test, whichever runner ran it. */
export interface TestResult {
  /** The name `--only` knows it by: unit, house, conformance, e2e, wandb, or a static check. */
  readonly suite: string;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly seconds: number;
  /** Why it was skipped, or the first line of why it failed. */
  readonly reason?: string;
}

/** A failure of a runner itself, counted like a failed test: a suite that crashes must not look like one that passed. */
export function crash(suite: string, reason: string): TestResult {
  return { suite, name: `the ${suite} run itself`, outcome: "failed", seconds: 0, reason };
}
