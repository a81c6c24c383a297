import { type ArtifactId, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import type { Draft, Rows } from "../ports/metadata.ts";

/**
 * The draft of that id, for a caller who may change it.
 *
 * @throws `not_found`, `forbidden`
 */
export async function requireDraft(rows: Rows, access: Access, id: ArtifactId): Promise<Draft> {
  return reachable(await rows.drafts.find(id), access);
}

/**
 * The same inside of a transaction, until the end of which a draft that is open stays so.
 *
 * @throws `not_found`, `forbidden`, `conflict`
 */
export async function lockOpenDraft(rows: Rows, access: Access, id: ArtifactId, action: string): Promise<Draft> {
  const draft = reachable(await rows.drafts.lock(id), access);
  requireOpen(draft, action);
  return draft;
}

function reachable(draft: Draft | null, access: Access): Draft {
  if (draft === null) throw new StemmaError("not_found", "Cannot find the artifact");
  requireAccess(access, draft.entityId, "the artifact");
  return draft;
}

/**
 * Refuses to fill a version whose content is fixed.
 *
 * @throws `conflict`
 */
export function requireOpen(draft: Draft, action: string): void {
  if (draft.state !== "PENDING") {
    throw new StemmaError(
      "conflict",
      `Cannot ${action}: the version is ${draft.state === "COMMITTED" ? "committed and can no longer change" : "deleted"}, expected a draft; log a new version`,
    );
  }
}
