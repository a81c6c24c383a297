import { type ArtifactId, type Collection, type CollectionId, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import { everyRow } from "../list-page.ts";
import type { Ports } from "../ports/ports.ts";
import { removeVersions } from "./remove-versions.ts";

/**
 * Deletes a collection: the versions of a source collection with all their aliases in it, or the links of a portfolio.
 * Its name is available at once; a repeated call returns the same result.
 *
 * @throws `not_found`, `forbidden`, `protected` if a link protects a version that the caller may not write to
 */
export async function deleteCollection(ports: Ports, access: Access, id: CollectionId): Promise<Collection> {
  return ports.metadata.transaction(async (rows) => {
    await rows.collections.lock([id]);
    const collection = await rows.collections.byId(id);
    if (collection === null) throw new StemmaError("not_found", "Cannot find the collection");
    requireAccess(access, collection.project.entityId, "the collection");
    if (collection.isDeleted) return collection;
    const atMs = ports.clock.nowMs();
    const ids: ArtifactId[] = [];
    for await (const { version } of everyRow((page) => rows.versions.list(id, page))) ids.push(version.id);
    const reason = "its collection was deleted";
    if (collection.kind === "source")
      await removeVersions(rows, access, { ids, deleteAliases: true, aliasesArgument: null, atMs, reason });
    else await rows.links.remove(id, ids);
    await rows.collections.update(id, { deletedAtMs: atMs, updatedAtMs: atMs });
    return { ...collection, isDeleted: true };
  });
}
