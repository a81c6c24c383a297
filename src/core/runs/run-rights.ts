import { hasRight, type Run, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";

/** Acts that end what a run is or holds: deleting and stopping it, deleting its files, replacing it, bringing it back. */
export type RunEnding = "delete" | "stop" | "delete files of" | "replace" | "undelete";

/**
 * Refuses to end a run to all but the user who started it and the admins of its entity. Where that user is gone, or no
 * user started it, the run belongs to the admins.
 *
 * @throws `not_found`, `forbidden`
 */
export function requireRunOwner(access: Access, run: Run, ending: RunEnding): void {
  requireAccess(access, run.project.entityId, "the run");
  const username = access.actor.user?.username;
  if (run.createdBy !== null && run.createdBy === username) return;
  if (hasRight(access.actor, "admin", run.project.entityId)) return;
  const starter = run.createdBy === null ? "it has no owner any more" : `it belongs to "${run.createdBy}"`;
  throw new StemmaError(
    "forbidden",
    `Cannot ${ending} the run "${run.name}": ${starter}, expected your own run or admin access; ask an admin of "${run.project.entityName}"`,
  );
}
