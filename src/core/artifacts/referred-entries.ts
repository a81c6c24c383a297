import type { ArtifactId, BlobHash, Entry, JsonText, Version } from "../../model/index.ts";
import type { Ports } from "../ports/ports.ts";
import { readEntries, readManifestEntriesAt, readPolicyConfig } from "./read-manifest.ts";

/** Paths looked up in one query. */
const PATHS_PER_BATCH = 1000;

/**
 * Yields the entries of a version that its readers may read: all of a committed version; of a deleted one, those that
 * committed versions refer to.
 */
export async function* readableEntries(ports: Ports, version: Pick<Version, "id" | "state">): AsyncIterable<Entry[]> {
  if (version.state === "COMMITTED") yield* readEntries(ports, ports.metadata.read, version.id);
  if (version.state === "DELETED") yield* referredEntries(ports, version.id);
}

/** Returns the manifest of a version as its readers may see it, and its storage policy config. */
export async function readManifest(
  ports: Ports,
  id: ArtifactId,
): Promise<{ entries: AsyncIterable<Entry[]>; policyConfig: JsonText | null }> {
  const { read } = ports.metadata;
  const state = (await read.drafts.find(id))?.state ?? "PENDING";
  return { entries: readableEntries(ports, { id, state }), policyConfig: await readPolicyConfig(read, id) };
}

/** Returns whether committed versions refer to an entry of a deleted version that still exists. */
export async function hasReferredEntries(ports: Ports, id: ArtifactId): Promise<boolean> {
  for await (const entries of referredEntries(ports, id)) if (entries.length > 0) return true;
  return false;
}

/** Returns those of the named entries of a deleted version that committed versions refer to. */
export async function referredEntriesAt(ports: Ports, id: ArtifactId, names: readonly string[]): Promise<Entry[]> {
  const { references } = ports.metadata.read;
  const [manifestId, paths] = [await references.manifestOf(id), await references.readablePaths(id, { among: names })];
  if (manifestId === null || paths.length === 0) return [];
  return readManifestEntriesAt(ports, ports.metadata.read, manifestId, paths);
}

/** Returns the blobs of the entries of a deleted version that committed versions refer to. */
export async function referredBlobs(ports: Ports, id: ArtifactId): Promise<ReadonlySet<BlobHash>> {
  const blobs = new Set<BlobHash>();
  for await (const entries of referredEntries(ports, id))
    for (const { blob } of entries) if (blob !== undefined) blobs.add(blob);
  return blobs;
}

async function* referredEntries(ports: Ports, id: ArtifactId): AsyncIterable<Entry[]> {
  const { references } = ports.metadata.read;
  const manifestId = await references.manifestOf(id);
  if (manifestId === null) return;
  for (let after = ""; ;) {
    const paths = await references.readablePaths(id, { after, first: PATHS_PER_BATCH });
    if (paths.length === 0) return;
    yield await readManifestEntriesAt(ports, ports.metadata.read, manifestId, paths);
    if (paths.length < PATHS_PER_BATCH) return;
    after = paths.at(-1)!;
    await ports.eventLoop.yieldToOthers();
  }
}
