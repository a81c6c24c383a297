import { hasRight, UNCATEGORIZED } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { ProjectName } from "../projects/open-project.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Rejects new content for an entity that has reached its quota. Unknown names are rejected later, in the transaction.
 *
 * @throws `quota_exceeded`
 */
export async function requireRoom({ metadata, quotas }: Ports, access: Access, { entity }: ProjectName): Promise<void> {
  const owner = await metadata.read.accounts.findEntity(entity || (access.actor.user?.username ?? ""));
  if (owner !== null && hasRight(access.actor, access.right, owner.id)) await quotas.requireRoom(owner.id);
}

/**
 * Like `requireRoom`, for a run if it is new: an active run is never cut off.
 *
 * @throws `quota_exceeded`
 */
export async function requireRoomForRun(
  ports: Ports,
  access: Access,
  scope: ProjectName & { readonly name: string | null | undefined },
): Promise<void> {
  const { projects, runs } = ports.metadata.read;
  const entity = scope.entity || (access.actor.user?.username ?? "");
  const project = await projects.find(entity, scope.project || UNCATEGORIZED);
  const known = project === null || !scope.name ? null : await runs.find(project.id, scope.name);
  if (known === null) await requireRoom(ports, access, scope);
}
