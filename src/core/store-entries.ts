import {
  type BlobId,
  type Entry,
  encodeSegment,
  MANIFEST_XXH128,
  nodeEndsBefore,
  segmentEndsBefore,
  VERSION_DIGEST_HEAD,
  versionDigestLine,
} from "../model/index.ts";
import type { NewSegment } from "./ports/blob-store.ts";
import type { Draft, ManifestNode } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/** An entry with the row of its blob; a reference has none. */
export interface BoundEntry {
  readonly entry: Entry;
  readonly blobId: BlobId | undefined;
}

/** Entries that are stored as nodes, with what is known of all of them together. */
export interface StoredEntries {
  readonly nodes: readonly ManifestNode[];
  readonly facts: { readonly digest: string; readonly sizeBytes: number; readonly entryCount: number };
}

/**
 * Stores sorted entries as segments and nodes, and computes the digest of the version they make; `bind` finds the bytes
 * of a node's entries, in their order.
 *
 * **Errors** those of `bind`; `unavailable`, `storage_full`
 * **Source** wire page 5.3
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
  let sizeBytes = 0;
  for (const node of inNodes(inSegments(entries))) {
    const bound = await bind(node.flat());
    for (const { entry } of bound) {
      digest.update(versionDigestLine(entry));
      sizeBytes += entry.sizeBytes;
    }
    const sizes = node.map((segment) => segment.length);
    const stored = storeNode(ports, sizes, bound);
    // What fails is told below; until then nobody listens, and that would end the process.
    stored.catch(() => {});
    nodes.push(stored);
  }
  return { nodes: await Promise.all(nodes), facts: { digest: digest.hex(), sizeBytes, entryCount: entries.length } };
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

async function storeNode(ports: Ports, sizes: readonly number[], bound: readonly BoundEntry[]): Promise<ManifestNode> {
  let start = 0;
  const segments = sizes.map((size): NewSegment => {
    const part = bound.slice(start, start + size);
    start += size;
    const entries = part.map(({ entry }) => entry);
    const blobIds = [...new Set(part.flatMap(({ blobId }) => blobId ?? []))];
    return { bytes: encodeSegment(entries), firstPath: entries[0]!.path, entryCount: entries.length, blobIds };
  });
  return { partId: await ports.blobs.putNode(segments), firstPath: segments[0]!.firstPath, entryCount: bound.length };
}
