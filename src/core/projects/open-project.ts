import {
  checkProjectName,
  type Entity,
  isRegistryName,
  type Project,
  StemmaError,
  UNCATEGORIZED,
} from "../../model/index.ts";
import { type Access, canAccess } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import type { Rows } from "../ports/metadata.ts";

/** Name of a project to write to: the entity defaults to the caller's own, the project to `uncategorized`. */
export interface ProjectName {
  readonly entity: string | null | undefined;
  readonly project: string | null | undefined;
}

/**
 * Returns the project with a name, inside a transaction; creates it if it does not exist.
 *
 * @throws `not_found` for an unknown entity, `forbidden`, `invalid_input`, `not_offered` for a new registry
 */
export async function getOrCreateProject(
  { clock }: Ports,
  rows: Rows,
  access: Access,
  name: ProjectName,
): Promise<{ project: Project; isNew: boolean }> {
  const entity = await requireEntity(rows, access, name.entity || (access.actor.user?.username ?? ""));
  const projectName = checkProjectName(name.project || UNCATEGORIZED);
  const found = await rows.projects.find(entity.name, projectName);
  if (found !== null) return { project: found, isNew: false };
  if (isRegistryName(projectName))
    throw new StemmaError(
      "not_offered",
      `Cannot create the project "${projectName}": names that begin with "wandb-registry-" are reserved for registries, which Stemma does not offer yet; use a project with another name`,
    );
  const createdBy = access.actor.user?.id ?? null;
  const project = await rows.projects.insert({
    entityId: entity.id,
    name: projectName,
    description: null,
    access: "PRIVATE",
    createdBy,
    atMs: clock.nowMs(),
  });
  return { project, isNew: true };
}

/**
 * @throws `not_found`, `forbidden`
 */
async function requireEntity(rows: Rows, access: Access, name: string): Promise<Entity> {
  const entity = await rows.accounts.findEntity(name);
  if (entity === null || !canAccess(access, entity.id, `"${name}"`)) {
    throw new StemmaError(
      "not_found",
      `Cannot find the entity "${name}": expected your user name or a team you belong to`,
    );
  }
  return entity;
}
