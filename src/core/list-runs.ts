import {
  EVERYTHING,
  type Filter,
  type ListOrder,
  listName,
  type Project,
  type Run,
  runLookup,
} from "../model/index.ts";
import { filteredPage, lookupOrder, sortedPage } from "./list-page.ts";
import type { Listed, Page } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/** Runs of a project that a filter leaves, in an order; oldest first where none is given. */
export async function listRuns(
  { metadata, turns, clock }: Ports,
  project: Project,
  { filter, order, page }: { filter: Filter; order: ListOrder | undefined; page: Page },
): Promise<Listed<Run>> {
  const list = (part: Page): Promise<Listed<Run>> => metadata.read.runs.list(project.id, part);
  const isWhole = filter === EVERYTHING && (order === undefined || isDefault(order));
  if (isWhole) return list(page);
  const isWanted = (run: Run): boolean => filter(runLookup(run));
  if (order === undefined || isDefault(order)) return filteredPage(turns, page, list, isWanted);
  const sorted = lookupOrder<Run>(order, {
    list: listName("runs", project.id, order.path, order.isDescending ? "-" : "+"),
    lookupOf: runLookup,
    end: { valueOf: ({ id }) => id, isDescending: false },
    changes: UNCHANGING.has(order.path)
      ? undefined
      : { nowMs: clock.nowMs(), changedAtMs: ({ heartbeatAtMs }) => heartbeatAtMs },
  });
  return sortedPage(turns, page, sorted, list, isWanted);
}

function isDefault({ path, isDescending }: ListOrder): boolean {
  return path === "createdAt" && !isDescending;
}

/** Fields that a run keeps as they are. */
const UNCHANGING: ReadonlySet<string> = new Set(["createdAt", "entity", "id", "name", "project", "username"]);
