import { StemmaError } from "../../model/index.ts";
import { type Access, requireSiteAdmin } from "../accounts/access.ts";
import { findProject } from "../projects/find-project.ts";
import type { DeletionScope, DeletedVersion, Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { findEntity } from "../accounts/read-accounts.ts";
import type { ScopeName } from "../projects/find-scope.ts";

/**
 * Lists deleted versions that can be undeleted, the last deleted first: of the whole store, an entity, a project, or of
 * collections with a name in it, deleted ones included. Or lists purged versions of which entries were kept for others.
 *
 * @returns null if the scope does not exist or the caller cannot access it
 * @throws `forbidden`, `invalid_input`
 */
export async function listDeleted(
  ports: Ports,
  access: Access,
  name: ScopeName,
  page: PageRequest,
  isKeptForOthers = false,
): Promise<Page<DeletedVersion> | null> {
  const scope = await findDeletionScope(ports, access, name);
  return scope && ports.metadata.read.deletions.list({ ...scope, isKeptForOthers }, page);
}

async function findDeletionScope(ports: Ports, access: Access, name: ScopeName): Promise<DeletionScope | null> {
  const { entity, project, collection } = name;
  if ((entity === null && project !== null) || (project === null && collection !== null))
    throw new StemmaError(
      "invalid_input",
      "Cannot list deleted versions: a project needs its entity, and a collection its project",
    );
  if (entity === null) {
    requireSiteAdmin(access, "list the deleted versions of all entities");
    return { entityId: null, projectId: null, collection: null };
  }
  const entityRow = await findEntity(ports, access, entity);
  if (entityRow === null) return null;
  if (project === null) return { entityId: entityRow.id, projectId: null, collection: null };
  const projectRow = await findProject(ports, access, { entity, project });
  return projectRow && { entityId: entityRow.id, projectId: projectRow.id, collection };
}
