import { StemmaError } from "../../model/index.ts";
import { type Access, requireSiteAdmin } from "../accounts/access.ts";
import { findProject } from "../projects/find-project.ts";
import type { DeletedRun, Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { findEntity } from "../accounts/read-accounts.ts";

/**
 * Lists deleted and replaced runs that can be undeleted, the last deleted first: of the whole store, an entity or a
 * project.
 *
 * @returns null if the scope does not exist or the caller cannot access it
 * @throws `forbidden`, `invalid_input`
 */
export async function listDeletedRuns(
  ports: Ports,
  access: Access,
  { entity, project }: { readonly entity: string | null; readonly project: string | null },
  page: PageRequest,
): Promise<Page<DeletedRun> | null> {
  const { deletedRuns } = ports.metadata.read;
  if (entity === null) {
    if (project !== null)
      throw new StemmaError("invalid_input", "Cannot list deleted runs: a project needs its entity");
    requireSiteAdmin(access, "list the deleted runs of all entities");
    return deletedRuns.list({ entityId: null, projectId: null }, page);
  }
  const owner = await findEntity(ports, access, entity);
  if (owner === null) return null;
  if (project === null) return deletedRuns.list({ entityId: owner.id, projectId: null }, page);
  const found = await findProject(ports, access, { entity, project });
  return found && deletedRuns.list({ entityId: owner.id, projectId: found.id }, page);
}
