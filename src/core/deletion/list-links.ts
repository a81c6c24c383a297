import { hasRight, type Version, type VersionMembership } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { isLink } from "./version-protection.ts";

/**
 * The links of a version, those into projects of other entities among them, for admins of its own entity.
 *
 * @returns null for everybody else
 */
export async function listLinks(
  { metadata }: Ports,
  { actor }: Access,
  { id, collection }: Version,
): Promise<readonly VersionMembership[] | null> {
  if (!hasRight(actor, "admin", collection.project.entityId)) return null;
  return (await metadata.read.versions.memberships([id])).filter(isLink);
}
