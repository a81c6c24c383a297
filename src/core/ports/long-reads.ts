import type { LinesId, ListOrder, Project, RunId } from "../../model/index.ts";
import type { Page, PageRequest } from "./pages.ts";

/** What is known of one key of a history. */
export interface KeyStats {
  readonly typeCounts: readonly { readonly type: string; readonly count: number }[];
  readonly previousValue: unknown;
}

/** Reads that look at very many rows, each done in a thread of their own: nobody else waits for them. */
export interface LongReads {
  /** What the keys of a history hold: how often, of which type, and the last value. */
  keysOf(id: LinesId): Promise<readonly (readonly [key: string, facts: KeyStats])[]>;
  /**
   * Evenly spread lines, by their numbers, among those between two steps that hold all keys (in `maxStep` exclusive).
   */
  linesWith(
    id: LinesId,
    spec: {
      readonly keys: readonly string[];
      readonly samples: number;
      readonly minStep: number;
      readonly maxStep: number;
    },
  ): Promise<readonly number[]>;
  /**
   * A page of the runs that a filter leaves; see `NarrowedRuns.page`.
   *
   * @throws `invalid_input`, `over_budget`
   */
  pageOfRuns(
    runs: FilteredRuns,
    order: ListOrder | undefined,
    page: PageRequest,
    nowMs: number,
  ): Promise<Omit<Page<RunId>, "total"> & StepsLeft>;
  /**
   * How many runs a filter leaves.
   *
   * @throws `invalid_input`, `over_budget`
   */
  countOfRuns(runs: FilteredRuns): Promise<{ readonly count: number } & StepsLeft>;
}

/** Runs of a project that a filter leaves. */
export interface FilteredRuns {
  readonly project: Project;
  readonly filter: string;
  /** How many the filter may take. */
  readonly steps: number;
  /** Names this filter of one request: its runs are looked for once. */
  readonly key: string;
}

/** What the filter has not taken. */
export interface StepsLeft {
  readonly stepsLeft: number;
}
