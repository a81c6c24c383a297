import type { Project } from "../../model/index.ts";
import { type Access, canAccess } from "../accounts/access.ts";
import { emptyList } from "../list-page.ts";
import type { Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Lists the projects of an entity, the newest first; empty if the caller cannot access it. */
export async function listProjects(
  { metadata }: Ports,
  access: Access,
  input: { entity: string; page: PageRequest },
): Promise<Page<Project>> {
  const entity = await metadata.read.accounts.findEntity(input.entity);
  if (entity === null || !canAccess(access, entity.id, `"${input.entity}"`)) return emptyList;
  return metadata.read.projects.list(entity.id, input.page);
}
