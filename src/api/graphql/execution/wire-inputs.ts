import type { ArtifactId } from "../../../model/index.ts";
import { requireNodeId } from "../node-id.ts";

/** A tag as inputs name it. */
export interface WireTag {
  readonly tagName: string;
}

/** A collection as inputs name it. */
export interface WirePlace {
  readonly entityName: string;
  readonly projectName: string;
  readonly artifactCollectionName: string;
}

/** The words of a list of tags; none where there is no list. */
export function tagNames(tags: readonly WireTag[] | null | undefined): string[] {
  return (tags ?? []).map(({ tagName }) => tagName);
}

/** A collection by the words inside. */
export function placeOf(wire: WirePlace) {
  return { entity: wire.entityName, project: wire.projectName, collection: wire.artifactCollectionName };
}

/**
 * The row of a version an input names.
 *
 * @throws `not_found`
 */
export function requireArtifactId(id: string): ArtifactId {
  return requireNodeId<ArtifactId>(id, "artifact", "Artifact");
}
