/** The inputs of a benchmark. */
export interface BenchmarkSetting {
  /** A smaller run that only checks that everything works; its results do not count. */
  readonly isQuick: boolean;
  /** An empty folder of its own; the caller removes it. */
  readonly folder: string;
  /** Reports progress. */
  readonly say: (text: string) => void;
}

/** A measured step. Values that do not apply are left out. */
export interface Step {
  readonly work: string;
  readonly wallSeconds: number;
  /** All threads of the server, user and system time. */
  readonly serverCpuSeconds?: number;
  /** The number of files or versions by which the server's CPU time is divided. */
  readonly items?: number;
  /** The server's peak resident memory during the step. */
  readonly peakRssBytes?: number;
  /** The growth of the data folder: packs, and the database after a checkpoint. */
  readonly addedBytes?: number;
  /** The step of the same run whose duration is the lower bound of this one. */
  readonly floor?: string;
}

/** A measured value with a budget. */
export interface Check {
  readonly what: string;
  readonly value: number;
  readonly atMost: number;
  readonly unit: string;
}

/** The results of one run of a benchmark. */
export interface Outcome {
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
}

/** Measures values that have budgets, with their lower bounds in the same run. */
export interface Benchmark {
  readonly name: string;
  /** Returns a line for the head of its table. */
  about(isQuick: boolean): string;
  /** The maximum size of its folder, which decides whether the folder can be in memory. */
  spaceBytes(isQuick: boolean): number;
  /** Whether it measures syncs, which cost nothing in memory. */
  readonly needsDisk?: true;
  run(setting: BenchmarkSetting): Promise<Outcome>;
}
