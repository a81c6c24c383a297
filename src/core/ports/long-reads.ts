import type { LinesId, Project, RunId } from "../../model/index.ts";

/** What is known of one key of a history. */
export interface KeyFacts {
  readonly typeCounts: readonly { readonly type: string; readonly count: number }[];
  readonly previousValue: unknown;
}

/** Reads that look at very many rows, each done in a thread of their own: nobody else waits for them. */
export interface LongReads {
  /** What the keys of a history hold: how often, of which type, and the last value. */
  keysOf(id: LinesId): Promise<readonly (readonly [key: string, facts: KeyFacts])[]>;
  /** Evenly spread lines, by their numbers, among those between two steps that hold all keys. **Units** `maxStep` exclusive */
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
   * The runs of a project that a filter leaves, where each of them has to be asked.
   *
   * @param steps how many the filter may take
   *
   * **Errors** `invalid_input`, `over_budget`
   */
  runsLeft(
    project: Project,
    filter: string,
    steps: number,
  ): Promise<{ readonly ids: readonly RunId[]; readonly stepsLeft: number }>;
}
