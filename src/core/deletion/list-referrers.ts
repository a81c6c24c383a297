import { hasRight, type Version } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { versionName } from "./remove-versions.ts";

/** A version that keeps entries of another version, by name. */
export interface NamedReferrer {
  readonly name: string;
  readonly entryCount: number;
}

/**
 * Lists the versions that keep entries of a version for admins of its entity, including those of other entities.
 *
 * @returns null for all other callers
 */
export async function listReferrers(
  { metadata }: Ports,
  { actor }: Access,
  { id, collection }: Version,
): Promise<readonly NamedReferrer[] | null> {
  if (!hasRight(actor, "admin", collection.project.entityId)) return null;
  const referrers = await metadata.read.references.referrersOf(id);
  const versions = await metadata.read.versions.byIds(referrers.map((referrer) => referrer.id));
  const names = new Map(versions.map((version) => [version.id, versionName(version)]));
  return referrers.map((referrer) => ({ name: names.get(referrer.id) ?? "", entryCount: referrer.entryCount }));
}
