import type { ArtifactId, ManifestId } from "../../../model/index.ts";
import { dropRefs } from "../reference-counts.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** Which manifests to drop. */
export interface DroppedManifests {
  readonly artifactIds: readonly ArtifactId[];
  /** The manifest to keep. */
  readonly kept?: ManifestId;
}

/** Deletes manifests of drafts and versions and drops the references to their nodes. */
export async function dropManifests(scope: RowsScope, { artifactIds, kept }: DroppedManifests): Promise<void> {
  const ids = await lockManifests(scope, artifactIds, kept);
  if (ids.length === 0) return;
  await dropNodes(scope, ids);
  await scope.db.deleteFrom("manifests").where("id", "in", ids).execute();
}

/** Resets manifests of drafts to their state before they were uploaded. */
export async function clearManifests(scope: RowsScope, artifactIds: readonly ArtifactId[]): Promise<void> {
  const ids = await lockManifests(scope, artifactIds);
  if (ids.length === 0) return;
  await dropNodes(scope, ids);
  const unreceived = { is_received: 0, digest: "", size_bytes: 0, entry_count: 0 };
  await scope.db.updateTable("manifests").set(unreceived).where("id", "in", ids).execute();
}

/** Locks first: a manifest may be about to arrive. */
async function lockManifests(
  { db, capabilities }: RowsScope,
  artifactIds: readonly ArtifactId[],
  kept?: ManifestId,
): Promise<ManifestId[]> {
  let manifests = db.selectFrom("manifests").select("id").where("artifact_id", "in", artifactIds);
  if (kept !== undefined) manifests = manifests.where("id", "<>", kept);
  return (await (capabilities.hasRowLocks ? manifests.forUpdate() : manifests).execute()).map(({ id }) => id);
}

async function dropNodes(scope: RowsScope, ids: readonly ManifestId[]): Promise<void> {
  const nodes = await scope.db
    .deleteFrom("manifest_nodes")
    .where("manifest_id", "in", ids)
    .returning("part_id")
    .execute();
  await dropRefs(
    scope,
    "manifest_parts",
    nodes.map(({ part_id }) => part_id),
  );
}
