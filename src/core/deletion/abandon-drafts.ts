import { type ArtifactId, MAX_VERSIONS_PER_REQUEST, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess, requireSiteAdmin } from "../accounts/access.ts";
import type { Page, OpenDraft, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { findEntity } from "../accounts/read-accounts.ts";

/**
 * Lists the drafts of an entity or of the whole store, the longest idle first; null if the entity does not exist or the
 * caller cannot access it.
 *
 * @throws `forbidden`
 */
export async function listDrafts(
  ports: Ports,
  access: Access,
  entityName: string | null,
  page: PageRequest,
): Promise<Page<OpenDraft> | null> {
  if (entityName === null) {
    requireSiteAdmin(access, "list the drafts of all entities");
    return ports.metadata.read.drafts.listOpen(null, page, ports.clock.nowMs());
  }
  const entity = await findEntity(ports, access, entityName);
  return entity === null ? null : ports.metadata.read.drafts.listOpen(entity.id, page, ports.clock.nowMs());
}

/**
 * Marks drafts as expired: the next garbage collection discards their uploads. A client that still fills one learns at
 * the commit which files to upload again.
 *
 * @throws `not_found`, `forbidden`, `conflict` (one is a version), `invalid_input`
 */
export async function abandonDrafts({ metadata }: Ports, access: Access, ids: readonly ArtifactId[]): Promise<number> {
  if (ids.length > MAX_VERSIONS_PER_REQUEST)
    throw new StemmaError(
      "invalid_input",
      `Cannot abandon ${ids.length} drafts at once: expected at most ${MAX_VERSIONS_PER_REQUEST}`,
    );
  return metadata.transaction(async (rows) => {
    const drafts = await rows.versions.byIds([...new Set(ids)]);
    if (drafts.length < new Set(ids).size) throw new StemmaError("not_found", "Cannot find the artifact");
    for (const { collection, state } of drafts) {
      requireAccess(access, collection.project.entityId, "the artifact");
      if (state !== "PENDING")
        throw new StemmaError(
          "conflict",
          "Cannot abandon the artifact: it is a committed version, expected a draft; delete it instead",
        );
    }
    if (drafts.length > 0) await rows.drafts.markExpired(drafts.map(({ id }) => id));
    return drafts.length;
  });
}
