import type { LinesId, ListOrder, Project, RunId } from "../../model/index.ts";
import type { Page, PageRequest } from "./pages.ts";

/** The statistics of one key of a history. */
export interface KeyStats {
  readonly typeCounts: readonly { readonly type: string; readonly count: number }[];
  readonly previousValue: unknown;
}

/** Reads over very many rows, each in its own thread, so that other requests do not wait. */
export interface LongReads {
  /** Returns the keys of a history with count, type and last value. */
  keysOf(id: LinesId): Promise<readonly (readonly [key: string, stats: KeyStats])[]>;
  /** Returns evenly spaced lines by number, among those between two steps that have all keys (`maxStep` exclusive). */
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
   * Returns a page of the runs that match a filter; see `NarrowedRuns.page`.
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
   * Returns the number of runs that match a filter.
   *
   * @throws `invalid_input`, `over_budget`
   */
  countOfRuns(runs: FilteredRuns): Promise<{ readonly count: number } & StepsLeft>;
}

/** The runs of a project that match a filter. */
export interface FilteredRuns {
  readonly project: Project;
  readonly filter: string;
  /** The budget of steps of the filter. */
  readonly steps: number;
  /** Identifies the filter within one request, so that its runs are searched once. */
  readonly key: string;
}

/** The remaining budget of the filter. */
export interface StepsLeft {
  readonly stepsLeft: number;
}
