import { hasRight, type Run, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";

/** Actions that delete or replace content of a run, or stop or undelete it. */
export type RunEnding = "delete" | "stop" | "delete files of" | "replace" | "undelete";

/**
 * Requires the caller to be the user who started the run or an admin of its entity. If that user was deleted or no user
 * started it, only admins may act.
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
