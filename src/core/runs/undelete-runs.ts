import { MAX_UNDELETED_AT_ONCE, type Run, type RunId, StemmaError } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { DeletedRun, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { requireRunOwner } from "./run-rights.ts";
import { setRunAside } from "./run-start.ts";

/**
 * Undeletes runs within their undelete window, all or none, with history, console and files. Replaced content is
 * restored to its run, whose current content is set aside in exchange. Runs that are not deleted are unchanged.
 *
 * @throws `not_found`, `forbidden`, `invalid_input`, `deleted` (purged, or its project is deleted)
 */
export async function undeleteRuns(ports: Ports, access: Access, ids: readonly RunId[]): Promise<readonly Run[]> {
  if (ids.length > MAX_UNDELETED_AT_ONCE)
    throw new StemmaError(
      "invalid_input",
      `Cannot undelete ${ids.length} runs at once: expected at most ${MAX_UNDELETED_AT_ONCE}`,
    );
  return ports.metadata.transaction(async (rows) => {
    const back: RunId[] = [];
    for (const id of ids) back.push(await undeleteRun(ports, rows, access, id));
    return rows.runs.byIds(back);
  });
}

async function undeleteRun(ports: Ports, rows: Rows, access: Access, id: RunId): Promise<RunId> {
  const run = await rows.runs.byId(id);
  if (run === null) throw new StemmaError("not_found", "Cannot find the run");
  requireRunOwner(access, run, "undelete");
  const [deleted] = await rows.deletedRuns.byIds([id]);
  if (deleted === undefined) return id;
  if (run.project.isDeleted)
    throw new StemmaError(
      "deleted",
      `Cannot undelete the run "${run.name}": its project was deleted; undelete the project first`,
    );
  if (deleted.isPurged)
    throw new StemmaError("deleted", `Cannot undelete the run "${run.name}": it was purged, and its content is gone`);
  if (deleted.replacedById === null) {
    await rows.deletedRuns.undelete(id);
    return id;
  }
  return putBack(ports, rows, access, deleted, deleted.replacedById);
}

async function putBack(ports: Ports, rows: Rows, access: Access, deleted: DeletedRun, id: RunId): Promise<RunId> {
  await rows.runs.lock(id);
  const run = (await rows.runs.byId(id))!;
  requireRunOwner(access, run, "undelete");
  if (run.isDeleted)
    throw new StemmaError(
      "deleted",
      `Cannot restore the earlier content of the run "${run.name}": the run was deleted; undelete the run first`,
    );
  await setRunAside(ports, rows, run);
  await rows.deletedRuns.putBack(deleted.id, ports.clock.nowMs());
  const restored = (await rows.runs.byId(id))!;
  // Written again through `update`, so that the values derived from config and summary follow.
  await rows.runs.update(id, { config: restored.config, summary: restored.summary, tags: restored.tags });
  return id;
}
