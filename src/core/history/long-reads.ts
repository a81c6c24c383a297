import { readFilter, runFilterFields, type RunId } from "../../model/index.ts";
import { filterRuns } from "../runs/filter-runs.ts";
import { keysOfHistory } from "./history-keys.ts";
import type { FilteredRuns, LongReads } from "../ports/long-reads.ts";
import type { NarrowedRuns } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { linesWith } from "./read-history.ts";

type ReadingPorts = Pick<Ports, "metadata" | "eventLoop" | "clock">;

/** Creates the long reads over rows, for the thread that performs them. */
export function createLongReads(ports: ReadingPorts): LongReads {
  const filtered = new FilteredLists(ports);
  return {
    keysOf: (id) => keysOfHistory(ports, id),
    linesWith: (id, spec) => linesWith(ports, id, spec),
    async pageOfRuns(runs, order, page, nowMs) {
      const { list, stepsLeft } = await filtered.open(runs);
      const { rows, cursors, hasNextPage } = await list.page(order, page, nowMs);
      return { rows, cursors, hasNextPage, stepsLeft };
    },
    async countOfRuns(runs) {
      const { list, count, stepsLeft } = await filtered.open(runs);
      return { count: count ?? (await list.count()), stepsLeft };
    },
  };
}

/** Filters whose matching runs are cached: a request asks for a page and then for the count. */
const REMEMBERED_FILTERS = 4;

/** The lists of filters, with the matching runs of those that had to be evaluated. */
class FilteredLists {
  readonly #ports: ReadingPorts;
  readonly #matches = new Map<string, readonly RunId[]>();

  constructor(ports: ReadingPorts) {
    this.#ports = ports;
  }

  /**
   * @returns the list, and the number of its runs if it is known
   */
  async open({
    project,
    filter: text,
    steps,
    key,
  }: FilteredRuns): Promise<{ list: NarrowedRuns; count?: number; stepsLeft: number }> {
    const { metadata, eventLoop } = this.#ports;
    const work = { steps };
    const filter = readFilter(text, runFilterFields, work);
    const list = await metadata.read.runs.narrow(project, filter.tree, () => eventLoop.yieldToOthers());
    if (list.isExact) return { list, stepsLeft: work.steps };
    const ids = this.#matches.get(key) ?? (await filterRuns(this.#ports, list, filter));
    this.#remember(key, ids);
    return { list: list.only(ids), count: ids.length, stepsLeft: work.steps };
  }

  #remember(key: string, ids: readonly RunId[]): void {
    this.#matches.delete(key);
    this.#matches.set(key, ids);
    if (this.#matches.size > REMEMBERED_FILTERS) this.#matches.delete(this.#matches.keys().next().value!);
  }
}
