import { type ArtifactId, StemmaError, type Version } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { removeVersions } from "./remove-versions.ts";
import { requireDraft } from "../uploads/require-draft.ts";
import type { DeletionTerms } from "./version-protection.ts";

/**
 * Deletes a version; a repeated call returns the same result.
 *
 * @throws `not_found`, `forbidden`, `protected`, `not_committed`
 */
export async function deleteVersion(
  ports: Ports,
  access: Access,
  { id, ...terms }: { id: ArtifactId } & Pick<DeletionTerms, "deleteAliases" | "aliasesArgument">,
): Promise<Version> {
  return ports.metadata.transaction(async (rows) => {
    await requireDraft(rows, access, id);
    const { state } = (await rows.drafts.lock(id))!;
    if (state === "DELETED") return (await rows.versions.byId(id))!;
    if (state === "PENDING")
      throw new StemmaError(
        "not_committed",
        "Cannot delete the artifact: it is a draft, expected a committed version; drafts expire automatically when their client stops sending",
      );
    await removeVersions(rows, access, {
      ids: [id],
      ...terms,
      atMs: ports.clock.nowMs(),
      reason: "deleted by request",
    });
    return (await rows.versions.byId(id))!;
  });
}
