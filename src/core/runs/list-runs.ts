import type { Filter, ListOrder, Project, Run, RunId } from "../../model/index.ts";
import { askRuns } from "./ask-runs.ts";
import { inTurn } from "../long-read-turn.ts";
import type { FilteredRuns, StepsLeft } from "../ports/long-reads.ts";
import type { Page, PageRequest, RunTexts } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Runs of a project that a filter leaves, in an order; oldest first where none is given. */
export async function listRuns(
  ports: Ports,
  project: Project,
  query: { filter: Filter; order: ListOrder | undefined; page: PageRequest; texts: RunTexts },
): Promise<Page<Run>> {
  const nowMs = ports.clock.nowMs();
  const list = await openList(ports, project, query.filter, query.order);
  const { rows, cursors, hasNextPage } = await list.page(query.order, query.page, nowMs);
  const runs = await ports.metadata.read.runs.withTexts(rows, query.texts);
  // A run may have gone between the two reads.
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

/** How many runs of a project a filter leaves. */
export async function countRuns(ports: Ports, project: Project, filter: Filter): Promise<number> {
  return (await openList(ports, project, filter, undefined)).count();
}

/** A list of runs, wherever it is read. */
interface RunList {
  count(): Promise<number>;
  page(order: ListOrder | undefined, page: PageRequest, nowMs: number): Promise<Omit<Page<RunId>, "total">>;
}

/** Runs of a project of which every list is read where it is asked for: some milliseconds of work. */
const FEW_RUNS = 2000;

/** The orders that have an index: by any other all runs are sorted. */
const INDEXED_ORDERS: ReadonlySet<string> = new Set(["createdAt", "heartbeatAt"]);

/** The runs a filter leaves. What would hold this thread, or takes long, is read in another one. */
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
    ? narrowed.only(await askRuns(ports, narrowed, filter))
    : listElsewhere(ports, project, filter);
}

/** Whether a list is more than a part of an index. */
function looksAtMany({ tree, source }: Filter, order: ListOrder | undefined): boolean {
  const isWhole = tree.kind === "and" && tree.parts.length === 0;
  if (isWhole) return order !== undefined && !INDEXED_ORDERS.has(order.path);
  return source !== null;
}

const keys = new WeakMap<Filter, number>();
let lastKey = 0;

/** A filter is read once for all fields of a request, so that it stands for both. */
function keyOf(filter: Filter): number {
  const known = keys.get(filter) ?? (lastKey += 1);
  keys.set(filter, known);
  return known;
}

function listElsewhere(ports: Ports, project: Project, filter: Filter): RunList {
  const { source } = filter;
  const read = async <Result extends StepsLeft>(work: (runs: FilteredRuns) => Promise<Result>): Promise<Result> =>
    inTurn(ports, async () => {
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
