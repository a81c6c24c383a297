import { sendRequest } from "./send-request.ts";
import type { WireClient } from "./wire-client.ts";

const VERSION = `query Version($entity: String, $project: String!, $name: String!) {
  project(entityName: $entity, name: $project) {
    artifactCollectionMembership(name: $name) {
      files(first: 5000) { edges { node { name directUrl } } }
      artifact { id currentManifest { file { directUrl } } }
    }
  }
}`;

/** A version; in the caller's own entity by default. */
export interface VersionPlace {
  readonly entity?: string;
  readonly project: string;
  /** `collection:alias` */
  readonly name: string;
}

/** A version as seen by a caller: its entries with their signed URLs. */
export interface FoundVersion {
  readonly id: string;
  readonly manifestUrl: string;
  readonly files: readonly { readonly path: string; readonly url: string }[];
}

/** Finds a version by name; null if it is missing or the caller has no access. */
export async function findVersion(wire: WireClient, place: VersionPlace): Promise<FoundVersion | null> {
  const { project } = await wire.data<{
    project: {
      artifactCollectionMembership: {
        files: { edges: { node: { name: string; directUrl: string } }[] };
        artifact: { id: string; currentManifest: { file: { directUrl: string } } };
      } | null;
    } | null;
  }>(VERSION, place);
  const membership = project?.artifactCollectionMembership ?? null;
  if (membership === null) return null;
  return {
    id: membership.artifact.id,
    manifestUrl: membership.artifact.currentManifest.file.directUrl,
    files: membership.files.edges.map(({ node }) => ({ path: node.name, url: node.directUrl })),
  };
}

/** Returns the bytes of every file of a version, by path. */
export async function readVersion(wire: WireClient, place: VersionPlace): Promise<Map<string, Buffer>> {
  const version = await findVersion(wire, place);
  const read = new Map<string, Buffer>();
  for (const { path, url } of version?.files ?? []) {
    const answer = await sendRequest(url);
    if (answer.status !== 200 || answer.isCutOff) throw new Error(`"${path}" cannot be read: ${answer.status}`);
    read.set(path, answer.body);
  }
  return read;
}
