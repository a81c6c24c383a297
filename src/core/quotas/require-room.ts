import { hasRight, UNCATEGORIZED } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { ProjectName } from "../projects/open-project.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Refuses something new for an entity that holds all it may. A name that is not there is for the verb to refuse.
 *
 * @throws `quota_exceeded`
 */
export async function requireRoom({ metadata, quotas }: Ports, access: Access, { entity }: ProjectName): Promise<void> {
  const owner = await metadata.read.accounts.findEntity(entity || (access.actor.user?.username ?? ""));
  if (owner !== null && hasRight(access.actor, access.right, owner.id)) await quotas.requireRoom(owner.id);
}

/**
 * The same for a run, where it would be a new one: a run under way is taken to its end.
 *
 * @throws `quota_exceeded`
 */
export async function requireRoomForRun(
  ports: Ports,
  access: Access,
  place: ProjectName & { readonly name: string | null | undefined },
): Promise<void> {
  const { projects, runs } = ports.metadata.read;
  const entity = place.entity || (access.actor.user?.username ?? "");
  const project = await projects.find(entity, place.project || UNCATEGORIZED);
  const known = project === null || !place.name ? null : await runs.find(project.id, place.name);
  if (known === null) await requireRoom(ports, access, place);
}
