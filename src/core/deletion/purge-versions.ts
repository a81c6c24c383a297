import { type ArtifactId, MAX_VERSIONS_A_REQUEST, StemmaError } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import { purgeStep, VERSIONS_PER_BATCH } from "./expire-and-purge.ts";
import type { Ports } from "../ports/ports.ts";
import { freedBytes } from "./freed-bytes.ts";
import { versionName } from "./remove-versions.ts";

/**
 * Lets go of what deleted versions hold, without waiting for their undelete window; nothing brings them back after it. The
 * collector gives their bytes back within its next round. Entries that other versions refer to go too. A version that was purged before, or that a draft builds on, is
 * left as it is.
 *
 * @returns the purged ones, and what ending them together gives back
 * @throws `not_found`, `forbidden`, `conflict` (one is not deleted), `invalid_input`
 */
export async function purgeArtifacts(
  ports: Ports,
  access: Access,
  ids: readonly ArtifactId[],
): Promise<{ ids: readonly ArtifactId[]; bytes: number }> {
  if (ids.length > MAX_VERSIONS_A_REQUEST)
    throw new StemmaError(
      "invalid_input",
      `Cannot purge ${ids.length} versions at once: expected at most ${MAX_VERSIONS_A_REQUEST}`,
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
