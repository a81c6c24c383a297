import { type ArtifactId, MAX_VERSIONS_PER_REQUEST, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import { purgeStep, VERSIONS_PER_BATCH } from "./expire-and-purge.ts";
import type { Ports } from "../ports/ports.ts";
import { freedBytes } from "./freed-bytes.ts";
import { versionName } from "./remove-versions.ts";

/**
 * Purges deleted versions before their undelete window ends; they cannot be undeleted afterwards. The next garbage
 * collection frees their bytes. Entries that other versions refer to are purged too. Skips versions that are already
 * purged or that are the base of a draft.
 *
 * @returns the purged versions and the bytes freed together
 * @throws `not_found`, `forbidden`, `conflict` (one is not deleted), `invalid_input`
 */
export async function purgeVersions(
  ports: Ports,
  access: Access,
  ids: readonly ArtifactId[],
): Promise<{ ids: readonly ArtifactId[]; bytes: number }> {
  if (ids.length > MAX_VERSIONS_PER_REQUEST)
    throw new StemmaError(
      "invalid_input",
      `Cannot purge ${ids.length} versions at once: expected at most ${MAX_VERSIONS_PER_REQUEST}`,
    );
  const versions = await ports.metadata.read.versions.byIds([...new Set(ids)]);
  if (versions.length < new Set(ids).size) throw new StemmaError("not_found", "Cannot find the artifact");
  for (const { collection } of versions) requireAccess(access, collection.project.entityId, "the artifact");
  for (const version of versions)
    if (version.state !== "DELETED")
      throw new StemmaError("conflict", `Cannot purge "${versionName(version)}": it is not deleted; delete it first`);
  const bytes = await freedBytes(ports, access, versions);
  const purged: ArtifactId[] = [];
  for (let at = 0; at < ids.length; at += VERSIONS_PER_BATCH)
    purged.push(
      ...(await purgeStep(ports, access, {
        ids: ids.slice(at, at + VERSIONS_PER_BATCH),
        reason: "purged by request",
        withKept: true,
      })),
    );
  return { ids: purged, bytes };
}
