import type { Project } from "../../model/index.ts";
import { type Access, canAccess } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";

/** Returns the project with a name; null if it does not exist or the caller cannot access it. */
export async function findProject(
  { metadata }: Ports,
  access: Access,
  input: { entity: string; project: string },
): Promise<Project | null> {
  const project = await metadata.read.projects.find(input.entity, input.project);
  if (project === null || !canAccess(access, project.entityId, `the project "${input.entity}/${input.project}"`))
    return null;
  return project;
}
