import { type Project, type ProjectId, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess, requireSiteAdmin } from "../accounts/access.ts";
import type { DeletedProject, Page, PageRequest, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { findEntity } from "../accounts/read-accounts.ts";
import { undeleteVersions } from "./undelete-versions.ts";

/** Versions undeleted per transaction. */
const VERSIONS_PER_BATCH = 500;

/**
 * Undeletes a project with the runs, collections and versions that were deleted with it, except those purged meanwhile.
 * A project that is not deleted is unchanged.
 *
 * @throws `not_found`, `forbidden`, `deleted` (purged), `already_exists` (a new project has the name)
 */
export async function undeleteProject(ports: Ports, access: Access, id: ProjectId): Promise<Project> {
  const { metadata } = ports;
  const deletedAtMs = await metadata.transaction(async (rows) => {
    const project = await requireProject(rows, access, id);
    const deletion = await rows.projects.deletion(id);
    if (deletion === null) return null;
    const name = `${project.entityName}/${project.name}`;
    if (deletion.isPurged)
      throw new StemmaError("deleted", `Cannot undelete the project "${name}": it was purged, and its content is gone`);
    if ((await rows.projects.find(project.entityName, project.name)) !== null)
      throw new StemmaError(
        "already_exists",
        `Cannot undelete the project "${name}": another project has this name now; delete that project first`,
      );
    await rows.projects.undelete(id, project.name);
    return deletion.deletedAtMs;
  });
  if (deletedAtMs !== null) await undeleteVersionsOf(ports, access, id, deletedAtMs);
  return (await metadata.read.projects.byId(id))!;
}

/**
 * Lists deleted projects, the last deleted first: of an entity, or all for site admins.
 *
 * @throws `forbidden`
 */
export async function listDeletedProjects(
  ports: Ports,
  access: Access,
  entity: string | null,
  page: PageRequest,
): Promise<Page<DeletedProject> | null> {
  if (entity === null) {
    requireSiteAdmin(access, "list the deleted projects of all entities");
    return ports.metadata.read.projects.listDeleted(null, page);
  }
  const owner = await findEntity(ports, access, entity);
  return owner && ports.metadata.read.projects.listDeleted(owner.id, page);
}

/** Newest first, so that the version that was `latest` is in the first batch. */
async function undeleteVersionsOf(ports: Ports, access: Access, id: ProjectId, deletedAtMs: number): Promise<void> {
  for (let below = Number.MAX_SAFE_INTEGER; ;) {
    const { projects } = ports.metadata.read;
    const ids = await projects.deletedVersions(id, deletedAtMs, below, VERSIONS_PER_BATCH);
    if (ids.length === 0) return;
    await undeleteVersions(ports, access, ids);
    below = ids.at(-1)!;
  }
}

async function requireProject(rows: Rows, access: Access, id: ProjectId): Promise<Project> {
  const project = await rows.projects.byId(id);
  if (project === null) throw new StemmaError("not_found", "Cannot find the project");
  requireAccess(access, project.entityId, "the project");
  return project;
}
