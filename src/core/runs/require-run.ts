import { type Run, type RunId, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import type { Rows } from "../ports/metadata.ts";

/**
 * Returns the run with an id if the caller has the right that the field requires.
 *
 * @throws `not_found`, `forbidden`, `deleted`
 */
export async function requireRun(rows: Rows, access: Access, id: RunId): Promise<Run> {
  const run = await rows.runs.byId(id);
  if (run === null) throw new StemmaError("not_found", "Cannot find the run");
  requireAccess(access, run.project.entityId, "the run");
  if (run.isDeleted) throw new StemmaError("deleted", `Cannot change the run "${run.name}": it was deleted`);
  return run;
}
