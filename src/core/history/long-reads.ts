import { readFilter, runFilterFields } from "../../model/index.ts";
import { askRuns } from "../runs/ask-runs.ts";
import { keysOfHistory } from "./history-keys.ts";
import type { LongReads } from "../ports/long-reads.ts";
import type { Ports } from "../ports/ports.ts";
import { linesWith } from "./read-history.ts";

/** The long reads over rows, for the thread that does them. */
export function createLongReads(ports: Pick<Ports, "metadata" | "turns">): LongReads {
  return {
    keysOf: (id) => keysOfHistory(ports, id),
    linesWith: (id, spec) => linesWith(ports, id, spec),
    async runsLeft(project, filter, steps) {
      const work = { steps };
      const ids = await askRuns(ports, project, readFilter(filter, runFilterFields, work));
      return { ids, stepsLeft: work.steps };
    },
  };
}
