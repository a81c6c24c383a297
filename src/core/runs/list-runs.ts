import type { Filter, ListOrder, Project, Run } from "../../model/index.ts";
import { askRuns } from "./ask-runs.ts";
import { inTurn } from "../long-read-turn.ts";
import type { Listed, NarrowedRuns, Page, RunTexts } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Runs of a project that a filter leaves, in an order; oldest first where none is given. */
export async function listRuns(
  ports: Ports,
  project: Project,
  query: { filter: Filter; order: ListOrder | undefined; page: Page; texts: RunTexts },
): Promise<Listed<Run>> {
  const nowMs = ports.clock.nowMs();
  const left = await leftRuns(ports, project, query.filter);
  return { ...(await left.page(query.order, query.page, { texts: query.texts, nowMs })), total: () => left.count() };
}

/** How many runs of a project a filter leaves. */
export async function countRuns(ports: Ports, project: Project, filter: Filter): Promise<number> {
  return (await leftRuns(ports, project, filter)).count();
}

/** The runs a filter leaves; where the engine is not sure of some, they are asked in another thread. */
async function leftRuns(ports: Ports, project: Project, filter: Filter): Promise<NarrowedRuns> {
  const narrowed = await ports.metadata.read.runs.narrow(project, filter.tree, () => ports.turns.othersFirst());
  if (narrowed.isExact) return narrowed;
  const { source } = filter;
  if (source === null) return narrowed.only(await askRuns(ports, project, filter));
  const { text, work } = source;
  const { ids, stepsLeft } = await inTurn(ports, () => ports.longReads.runsLeft(project, text, work.steps));
  work.steps = stepsLeft;
  return narrowed.only(ids);
}
