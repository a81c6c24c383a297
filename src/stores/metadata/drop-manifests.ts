import type { ArtifactId, ManifestId } from "../../model/index.ts";
import { dropRefs } from "../blobs/enter-chunks.ts";
import type { RowsScope } from "./rows-scope.ts";

/** Which manifests go. */
export interface DroppedManifests {
  readonly artifactIds: readonly ArtifactId[];
  /** The one that stays. */
  readonly kept?: ManifestId;
}

/** Removes manifests of drafts and versions; their nodes lose a reference each. */
export async function dropManifests(scope: RowsScope, { artifactIds, kept }: DroppedManifests): Promise<void> {
  const { db, facts } = scope;
  let dropped = db.selectFrom("manifests").select("id").where("artifact_id", "in", artifactIds);
  if (kept !== undefined) dropped = dropped.where("id", "<>", kept);
  // Held first: one of them may be on its way in.
  const ids = (await (facts.hasRowLocks ? dropped.forUpdate() : dropped).execute()).map(({ id }) => id);
  if (ids.length === 0) return;
  const nodes = await db.deleteFrom("manifest_nodes").where("manifest_id", "in", ids).returning("part_id").execute();
  await db.deleteFrom("manifests").where("id", "in", ids).execute();
  await dropRefs(
    scope,
    "manifest_parts",
    nodes.map(({ part_id }) => part_id),
  );
}
