import { type Filter, type ListOrder, type Project, type Run, runLookup, sortRows } from "../model/index.ts";
import { pageOf } from "./list-page.ts";
import type { Listed, Page } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/** Runs of a project that a filter leaves, in an order; oldest first where none is given. */
export async function listRuns(
  { metadata }: Ports,
  project: Project,
  query: { filter: Filter; order: ListOrder | undefined; page: Page },
): Promise<Listed<Run>> {
  const all = await metadata.read.runs.list(project.id);
  const left = all.filter((run) => query.filter(runLookup(run)));
  return pageOf(query.order === undefined ? left : sortRows(left, query.order, runLookup), query.page);
}
