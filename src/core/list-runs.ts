import { type Filter, type ListOrder, type Project, type Run, type RunId, runLookup } from "../model/index.ts";
import type { Listed, NarrowedRuns, Page, RunTexts } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

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

/** Ids of candidates that are held at once. */
const CANDIDATES_AT_ONCE = 20_000;

/** Candidates that are loaded and asked before others are served: some milliseconds of work. */
const ASKED_AT_ONCE = 100;

/** The runs a filter leaves; those the engine is not sure of are asked, a few at a time. */
async function leftRuns({ metadata, turns }: Ports, project: Project, filter: Filter): Promise<NarrowedRuns> {
  const narrowed = await metadata.read.runs.narrow(project, filter.tree, () => turns.othersFirst());
  if (narrowed.isExact) return narrowed;
  const left: RunId[] = [];
  for (let after: RunId | null = null; ;) {
    const candidates = await narrowed.candidates(after, CANDIDATES_AT_ONCE);
    const unsure = candidates.filter(({ isSure }) => !isSure).map(({ id }) => id);
    const taken = new Set<RunId>();
    for (let at = 0; at < unsure.length; at += ASKED_AT_ONCE) {
      const runs = await narrowed.load(unsure.slice(at, at + ASKED_AT_ONCE));
      for (const run of runs) if (filter(runLookup(run))) taken.add(run.id);
      await turns.othersFirst();
    }
    left.push(...candidates.filter(({ id, isSure }) => isSure || taken.has(id)).map(({ id }) => id));
    if (candidates.length < CANDIDATES_AT_ONCE) return narrowed.only(left);
    after = candidates.at(-1)!.id;
  }
}
