import { type Filter, type Project, type RunId, runLookup } from "../../model/index.ts";
import type { Ports } from "../ports/ports.ts";

/** Ids of candidates that are held at once. */
const CANDIDATES_AT_ONCE = 20_000;

/** Candidates that are loaded and asked at once: some hundred kilobytes of configs. */
const ASKED_AT_ONCE = 100;

/** The runs of a project that a filter leaves; those the engine is not sure of are asked, a few at a time. */
export async function askRuns(
  { metadata, turns }: Pick<Ports, "metadata" | "turns">,
  project: Project,
  filter: Filter,
): Promise<RunId[]> {
  const narrowed = await metadata.read.runs.narrow(project, filter.tree, () => turns.othersFirst());
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
    for (const { id, isSure } of candidates) if (isSure || taken.has(id)) left.push(id);
    if (candidates.length < CANDIDATES_AT_ONCE) return left;
    after = candidates.at(-1)!.id;
  }
}
