import {
  type ArtifactId,
  compareUtf8,
  decodeNode,
  decodeSegment,
  type Entry,
  type JsonText,
  type ManifestId,
  type SegmentLocation,
} from "../../model/index.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Yields the entries of a committed version in order, one segment at a time, starting at `fromPath` (inclusive). */
export async function* readEntries(ports: Ports, rows: Rows, id: ArtifactId, fromPath = ""): AsyncIterable<Entry[]> {
  const manifestId = await rows.manifests.ofVersion(id);
  if (manifestId !== null) yield* readManifestEntries(ports, rows, manifestId, fromPath);
}

/** Returns the storage policy config in the manifest of a version; null for the default. */
export async function readPolicyConfig(rows: Rows, id: ArtifactId): Promise<JsonText | null> {
  const manifestId = await rows.references.manifestOf(id);
  return manifestId === null ? null : ((await rows.manifests.byId(manifestId))?.policyConfig ?? null);
}

/** Yields the entries of a manifest, which may belong to a draft. */
export async function* readManifestEntries(
  ports: Ports,
  rows: Rows,
  id: ManifestId,
  fromPath = "",
): AsyncIterable<Entry[]> {
  for await (const { chunkHash } of placesFrom(ports, rows, id, fromPath)) {
    const entries = decodeSegment(await ports.blobs.readPart(chunkHash));
    const begin = entries.findIndex((entry) => compareUtf8(entry.path, fromPath) >= 0);
    if (begin !== -1) yield begin === 0 ? entries : entries.slice(begin);
  }
}

/** Returns the entries with these paths; missing paths are left out. Each segment is read once. */
export async function readEntriesAt(
  ports: Ports,
  rows: Rows,
  id: ArtifactId,
  paths: readonly string[],
): Promise<Entry[]> {
  const manifestId = await rows.manifests.ofVersion(id);
  return manifestId === null ? [] : readManifestEntriesAt(ports, rows, manifestId, paths);
}

/** Like `readEntriesAt`, for a manifest. */
export async function readManifestEntriesAt(
  ports: Ports,
  rows: Rows,
  manifestId: ManifestId,
  paths: readonly string[],
): Promise<Entry[]> {
  const wanted = [...new Set(paths)].sort(compareUtf8);
  const found: Entry[] = [];
  const nodes = await rows.manifests.nodes(manifestId);
  for (const [node, ofNode] of groupByRange(wanted, nodes)) {
    const segments = decodeNode(await ports.blobs.readPart(node.chunkHash));
    for (const [segment, ofSegment] of groupByRange(ofNode, segments)) {
      const isWanted = new Set(ofSegment);
      found.push(
        ...decodeSegment(await ports.blobs.readPart(segment.chunkHash)).filter((entry) => isWanted.has(entry.path)),
      );
    }
  }
  return found;
}

/** Returns `first` entries after the first `after` ones. Skips segments before these without reading them. */
export async function readEntryPage(
  ports: Ports,
  id: ArtifactId,
  page: { after: number; first: number },
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let skip = page.after;
  const manifestId = await ports.metadata.read.manifests.ofVersion(id);
  if (manifestId === null) return entries;
  for (const node of await ports.metadata.read.manifests.nodes(manifestId)) {
    if (skip >= node.entryCount) {
      skip -= node.entryCount;
      continue;
    }
    for (const segment of decodeNode(await ports.blobs.readPart(node.chunkHash))) {
      if (skip >= segment.entryCount) {
        skip -= segment.entryCount;
        continue;
      }
      const all = decodeSegment(await ports.blobs.readPart(segment.chunkHash));
      entries.push(...all.slice(skip, skip + page.first - entries.length));
      skip = 0;
      if (entries.length === page.first) return entries;
    }
  }
  return entries;
}

async function* placesFrom(ports: Ports, rows: Rows, id: ManifestId, fromPath: string): AsyncIterable<SegmentLocation> {
  for (const node of lastStartingBefore(await rows.manifests.nodes(id), fromPath)) {
    yield* lastStartingBefore(decodeNode(await ports.blobs.readPart(node.chunkHash)), fromPath);
  }
}

/** Returns the ranges that can contain a path or its successors: from the last one that starts at or before it. */
function lastStartingBefore<Range extends { firstPath: string }>(
  runs: readonly Range[],
  path: string,
): readonly Range[] {
  const after = runs.findIndex((run) => compareUtf8(run.firstPath, path) > 0);
  if (after === -1) return runs.slice(-1);
  return runs.slice(Math.max(0, after - 1));
}

/** Groups sorted paths by sorted ranges: each path belongs to the last range that starts at or before it. */
function groupByRange<Range extends { firstPath: string }>(
  paths: readonly string[],
  runs: readonly Range[],
): Map<Range, string[]> {
  const byRange = new Map<Range, string[]>();
  let index = 0;
  for (const path of paths) {
    while (index + 1 < runs.length && compareUtf8(runs[index + 1]!.firstPath, path) <= 0) index += 1;
    const run = runs[index];
    if (run === undefined || compareUtf8(run.firstPath, path) > 0) continue;
    const ofRun = byRange.get(run);
    if (ofRun === undefined) byRange.set(run, [path]);
    else ofRun.push(path);
  }
  return byRange;
}
