/** What a benchmark is given. */
export interface BenchmarkSetting {
  /** Smaller, to see that all works; the figures of such a run are no result. */
  readonly isQuick: boolean;
  /** An empty folder of its own; who started the benchmark removes it. */
  readonly folder: string;
  /** Tells how it goes. */
  readonly say: (text: string) => void;
}

/** One piece of work and what it took; what does not apply is left out. */
export interface Step {
  readonly work: string;
  readonly wallSeconds: number;
  /** All threads of the server, user and system. */
  readonly serverCpuSeconds?: number;
  /** The files or versions the server's CPU is divided by. */
  readonly items?: number;
  /** The server's highest resident memory during the work. */
  readonly peakRssBytes?: number;
  /** What the data folder grew by: packs, and the database after a checkpoint. */
  readonly addedBytes?: number;
  /** The work of the same run whose wall time is the floor of this one. */
  readonly floor?: string;
}

/** A figure that has a budget. */
export interface Check {
  readonly what: string;
  readonly value: number;
  readonly atMost: number;
  readonly unit: string;
}

/** What one run of a benchmark brings home. */
export interface Outcome {
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
}

/** Something the budgets speak of, with its floors in the same run. */
export interface Benchmark {
  readonly name: string;
  /** One line for the head of its table. */
  about(isQuick: boolean): string;
  /** The most its folder holds at a time: whether that fits into memory decides where the folder is. */
  spaceBytes(isQuick: boolean): number;
  /** Whether it is about syncs, which cost nothing in memory. */
  readonly needsDisk?: true;
  run(setting: BenchmarkSetting): Promise<Outcome>;
}
