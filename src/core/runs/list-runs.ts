import type { Filter, ListOrder, Project, Run, RunId } from "../../model/index.ts";
import { filterRuns } from "./filter-runs.ts";
import { runLongRead } from "../run-long-read.ts";
import type { FilteredRuns, StepsLeft } from "../ports/long-reads.ts";
import type { Page, PageRequest, RunTexts } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Lists the runs of a project that match a filter; oldest first if no order is given. */
export async function listRuns(
  ports: Ports,
  project: Project,
  query: { filter: Filter; order: ListOrder | undefined; page: PageRequest; texts: RunTexts },
): Promise<Page<Run>> {
  const nowMs = ports.clock.nowMs();
  const list = await openList(ports, project, query.filter, query.order);
  const { rows, cursors, hasNextPage } = await list.page(query.order, query.page, nowMs);
  const runs = await ports.metadata.read.runs.withTexts(rows, query.texts);
  // A run may have been deleted between the two reads.
  const listed = rows.flatMap((id, at) => {
    const run = runs.get(id);
    return run === undefined ? [] : [{ run, cursor: cursors[at]! }];
  });
  return {
    rows: listed.map(({ run }) => run),
    cursors: listed.map(({ cursor }) => cursor),
    hasNextPage,
    total: () => list.count(),
  };
}

/** Returns the number of runs of a project that match a filter. */
export async function countRuns(ports: Ports, project: Project, filter: Filter): Promise<number> {
  return (await openList(ports, project, filter, undefined)).count();
}

/** A list of runs, read on this thread or another one. */
interface RunList {
  count(): Promise<number>;
  page(order: ListOrder | undefined, page: PageRequest, nowMs: number): Promise<Omit<Page<RunId>, "total">>;
}

/** Projects with at most this many runs are read on the request thread: some milliseconds of work. */
const FEW_RUNS = 2000;

/** The orders with an index; any other order sorts all runs. */
const INDEXED_ORDERS: ReadonlySet<string> = new Set(["createdAt", "heartbeatAt"]);

/** Opens the list of runs that match a filter. Expensive lists are read on another thread. */
async function openList(
  ports: Ports,
  project: Project,
  filter: Filter,
  order: ListOrder | undefined,
): Promise<RunList> {
  const { runs } = ports.metadata.read;
  if (ports.metadata.readsHoldThread && looksAtMany(filter, order) && (await runs.areMoreThan(project.id, FEW_RUNS)))
    return listElsewhere(ports, project, filter);
  const narrowed = await runs.narrow(project, filter.tree, () => ports.eventLoop.yieldToOthers());
  if (narrowed.isExact) return narrowed;
  return filter.source === null
    ? narrowed.only(await filterRuns(ports, narrowed, filter))
    : listElsewhere(ports, project, filter);
}

/** Returns whether a list needs more than a range of an index. */
function looksAtMany({ tree, source }: Filter, order: ListOrder | undefined): boolean {
  const isWhole = tree.kind === "and" && tree.parts.length === 0;
  if (isWhole) return order !== undefined && !INDEXED_ORDERS.has(order.path);
  return source !== null;
}

const keys = new WeakMap<Filter, number>();
let lastKey = 0;

/** Both fields of a request that share a filter share this key. */
function keyOf(filter: Filter): number {
  const known = keys.get(filter) ?? (lastKey += 1);
  keys.set(filter, known);
  return known;
}

function listElsewhere(ports: Ports, project: Project, filter: Filter): RunList {
  const { source } = filter;
  const read = async <Result extends StepsLeft>(work: (runs: FilteredRuns) => Promise<Result>): Promise<Result> =>
    runLongRead(ports, async () => {
      const steps = source?.work.steps ?? 0;
      const runs = { project, filter: source?.text ?? "", steps, key: `${project.id}:${keyOf(filter)}` };
      const result = await work(runs);
      if (source !== null) source.work.steps = result.stepsLeft;
      return result;
    });
  return {
    count: async () => (await read((runs) => ports.longReads.countOfRuns(runs))).count,
    page: (order, page, nowMs) => read((runs) => ports.longReads.pageOfRuns(runs, order, page, nowMs)),
  };
}
