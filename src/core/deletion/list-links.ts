import { hasRight, type Version, type VersionMembership } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { isLink } from "./version-protection.ts";

/**
 * Lists the links of a version for admins of its entity, including links into projects of other entities.
 *
 * @returns null for all other callers
 */
export async function listLinks(
  { metadata }: Ports,
  { actor }: Access,
  { id, collection }: Version,
): Promise<readonly VersionMembership[] | null> {
  if (!hasRight(actor, "admin", collection.project.entityId)) return null;
  return (await metadata.read.versions.memberships([id])).filter(isLink);
}
