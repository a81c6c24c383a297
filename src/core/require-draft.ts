import { type ArtifactId, StemmaError } from "../model/index.ts";
import { type Access, requireReach } from "./access.ts";
import type { Draft, Rows } from "./ports/metadata.ts";

/**
 * The draft of that id, for a caller who may change it.
 *
 * **Errors** `not_found`, `forbidden`
 */
export async function requireDraft(rows: Rows, access: Access, id: ArtifactId): Promise<Draft> {
  const draft = await rows.drafts.find(id);
  if (draft === null) throw new StemmaError("not_found", "Cannot find the artifact");
  requireReach(access, draft.entityId, "the artifact");
  return draft;
}

/**
 * The same inside of a transaction, for what was looked at before it: a draft that is still open stays so until its end.
 *
 * **Errors** `not_found`, `conflict`
 */
export async function holdOpenDraft(rows: Rows, id: ArtifactId, action: string): Promise<void> {
  const draft = await rows.drafts.lock(id);
  if (draft === null) throw new StemmaError("not_found", "Cannot find the artifact");
  requireOpen(draft, action);
}

/**
 * Refuses to fill a version whose content is fixed.
 *
 * **Errors** `conflict`
 */
export function requireOpen(draft: Draft, action: string): void {
  if (draft.state !== "PENDING") {
    throw new StemmaError(
      "conflict",
      `Cannot ${action}: the version is ${draft.state === "COMMITTED" ? "committed, its content is fixed" : "deleted"}, expected a draft; log a new version`,
    );
  }
}
