import {
  type BlobId,
  type Entry,
  encodeSegment,
  MANIFEST_XXH128,
  nodeEndsBefore,
  segmentEndsBefore,
  VERSION_DIGEST_HEAD,
  versionDigestLine,
} from "../../model/index.ts";
import type { NewSegment } from "../ports/blob-store.ts";
import type { Draft, ManifestNode } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Entries whose blobs are looked up in one batch: some milliseconds of work. */
const BOUND_PER_SLICE = 1000;
/** Nodes stored concurrently: each takes a MiB or more of memory. */
const MAX_PENDING_NODES = 8;

/** An entry with the row of its blob; a reference has no blob. */
export interface BoundEntry {
  readonly entry: Entry;
  readonly blobId: BlobId | undefined;
}

/** Entries stored as nodes, with totals over all of them. */
export interface StoredEntries {
  readonly nodes: readonly ManifestNode[];
  readonly totals: { readonly digest: string; readonly sizeBytes: number; readonly entryCount: number };
}

/**
 * Stores sorted entries as segments and nodes and computes the digest of their version. `bind` resolves the blobs of
 * some entries, in order. Yields to other requests in between.
 *
 * @throws the errors of `bind`; `unavailable`, `storage_full`
 * @see docs/internals/wandb-wire.md
 */
export async function storeEntries<Sorted extends { readonly path: string }>(
  ports: Ports,
  { digestAlgorithm }: Pick<Draft, "digestAlgorithm">,
  entries: readonly Sorted[],
  bind: (entries: readonly Sorted[]) => Promise<BoundEntry[]>,
): Promise<StoredEntries> {
  const nodes: Promise<ManifestNode>[] = [];
  const { hashing } = ports;
  const digest = digestAlgorithm === MANIFEST_XXH128 ? await hashing.xxh128() : hashing.md5();
  digest.update(VERSION_DIGEST_HEAD);
  let [sizeBytes, boundCount] = [0, 0];
  for (const node of inNodes(inSegments(entries))) {
    const segments: NewSegment[] = [];
    for (const some of inBatches(node)) {
      if (boundCount > 0) await ports.eventLoop.yieldToOthers();
      const bound = await bind(some.flat());
      boundCount += bound.length;
      for (const { entry } of bound) {
        digest.update(versionDigestLine(entry));
        sizeBytes += entry.sizeBytes;
      }
      segments.push(...newSegments(some, bound));
    }
    const stored = storeNode(ports, segments);
    // Failures are rethrown below; without a handler a rejection before that would end the process.
    stored.catch(() => {});
    nodes.push(stored);
    await nodes.at(-MAX_PENDING_NODES);
  }
  return { nodes: await Promise.all(nodes), totals: { digest: digest.hex(), sizeBytes, entryCount: entries.length } };
}

function* inSegments<Sorted extends { readonly path: string }>(entries: readonly Sorted[]): Iterable<Sorted[]> {
  let segment: Sorted[] = [];
  for (const entry of entries) {
    if (segmentEndsBefore(entry.path, segment.length)) {
      yield segment;
      segment = [];
    }
    segment.push(entry);
  }
  if (segment.length > 0) yield segment;
}

function* inNodes<Sorted extends { readonly path: string }>(segments: Iterable<Sorted[]>): Iterable<Sorted[][]> {
  let node: Sorted[][] = [];
  for (const segment of segments) {
    if (nodeEndsBefore(segment[0]!.path, node.length)) {
      yield node;
      node = [];
    }
    node.push(segment);
  }
  if (node.length > 0) yield node;
}

/** Groups segments into batches of at least BOUND_PER_SLICE entries. */
function* inBatches<Sorted>(segments: readonly Sorted[][]): Iterable<Sorted[][]> {
  let some: Sorted[][] = [];
  let count = 0;
  for (const segment of segments) {
    some.push(segment);
    count += segment.length;
    if (count < BOUND_PER_SLICE) continue;
    yield some;
    [some, count] = [[], 0];
  }
  if (some.length > 0) yield some;
}

/** Cuts bound entries into the segments of the sorted ones. */
function newSegments(cut: readonly (readonly unknown[])[], bound: readonly BoundEntry[]): NewSegment[] {
  let start = 0;
  return cut.map(({ length }): NewSegment => {
    const part = bound.slice(start, start + length);
    start += length;
    const entries = part.map(({ entry }) => entry);
    const blobIds = [...new Set(part.flatMap(({ blobId }) => blobId ?? []))];
    return { bytes: encodeSegment(entries), firstPath: entries[0]!.path, entryCount: length, blobIds };
  });
}

async function storeNode({ blobs }: Ports, segments: readonly NewSegment[]): Promise<ManifestNode> {
  const entryCount = segments.reduce((total, segment) => total + segment.entryCount, 0);
  return { partId: await blobs.putNode(segments), firstPath: segments[0]!.firstPath, entryCount };
}
