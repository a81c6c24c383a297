import type { Project } from "../../model/index.ts";
import { type Access, canReach } from "../accounts/access.ts";
import { emptyList } from "../list-page.ts";
import type { Listed, Page } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** The projects of an entity, the newest first; none where the caller may not see it. */
export async function listProjects(
  { metadata }: Ports,
  access: Access,
  input: { entity: string; page: Page },
): Promise<Listed<Project>> {
  const entity = await metadata.read.accounts.findEntity(input.entity);
  if (entity === null || !canReach(access, entity.id, `"${input.entity}"`)) return emptyList;
  return metadata.read.projects.list(entity.id, input.page);
}
