import {
  type AnnouncedEntry,
  type BlobId,
  checkEntryPath,
  compareUtf8,
  type Entry,
  encodeSegment,
  type ManifestId,
  MAX_NAMED_FAULTS,
  nodeEndsBefore,
  segmentEndsBefore,
  StemmaError,
} from "../model/index.ts";
import type { Access } from "./access.ts";
import { readBaseBlobs, settle } from "./base-blobs.ts";
import type { NewSegment } from "./ports/blob-store.ts";
import type { Draft, ManifestNode } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { holdOpenDraft, requireDraft, requireOpen } from "./require-draft.ts";

/** A bound entry with the row of its blob. */
interface BoundEntry {
  readonly entry: Entry;
  readonly blobId: BlobId | undefined;
}

/**
 * Takes the entries of an announced manifest: checks paths, finds the bytes of each, stores them as segments and nodes.
 *
 * The bytes of the manifest itself are not kept; what is served later is made from the entries.
 *
 * **Errors** `invalid_input`, `missing_bytes` (with the list), `size_mismatch`, `not_found`, `forbidden`, `conflict`
 */
export async function receiveManifest(
  ports: Ports,
  access: Access,
  input: { manifestId: ManifestId; entries: AsyncIterable<readonly AnnouncedEntry[]> },
): Promise<void> {
  const manifest = await ports.metadata.read.manifests.byId(input.manifestId);
  if (manifest === null) throw new StemmaError("not_found", "Cannot find the manifest");
  const draft = await requireDraft(ports.metadata.read, access, manifest.artifactId);
  requireOpen(draft, "send a manifest");

  const announced = await collectSorted(input.entries);
  const nodes: Promise<ManifestNode>[] = [];
  const digest = ports.hashing.md5().update("wandb-artifact-manifest-v1\n");
  let sizeBytes = 0;
  for (const node of inNodes(inSegments(announced))) {
    const bound = await bindEntries(ports, draft, manifest.baseId, node.flat());
    for (const { entry } of bound) {
      digest.update(`${entry.path}:${entry.digest}\n`);
      sizeBytes += entry.sizeBytes;
    }
    nodes.push(
      storeNode(
        ports,
        node.map((segment) => segment.length),
        bound,
      ),
    );
  }
  const facts = { digest: digest.hex(), sizeBytes, entryCount: announced.length };
  const stored = await Promise.all(nodes);
  await ports.metadata.transaction(async (rows) => {
    await holdOpenDraft(rows, draft.id, "send a manifest");
    await rows.manifests.receive(manifest.id, stored, facts);
    await rows.drafts.touch(draft.id, ports.clock.nowMs());
  });
}

/** All entries in UTF-8 order, each path checked and there once. */
async function collectSorted(batches: AsyncIterable<readonly AnnouncedEntry[]>): Promise<AnnouncedEntry[]> {
  const all: AnnouncedEntry[] = [];
  for await (const batch of batches) {
    for (const entry of batch) checkEntryPath(entry.path);
    all.push(...batch);
  }
  all.sort((left, right) => compareUtf8(left.path, right.path));
  let prefixes: string[] = [];
  for (const [index, { path }] of all.entries()) {
    const before = all[index - 1]?.path;
    if (before === path) throw new StemmaError("invalid_input", `Cannot store the entry "${path}": it is listed twice`);
    // Between "a" and "a/b" the order allows "a-b" only, so the files a path extends are the last few.
    prefixes = prefixes.filter((file) => path.startsWith(file));
    const file = prefixes.find((candidate) => path.startsWith(`${candidate}/`));
    if (file !== undefined)
      throw new StemmaError(
        "invalid_input",
        `Cannot store the entry "${path}": "${file}" is a file, expected a folder`,
      );
    prefixes.push(path);
  }
  return all;
}

function* inSegments(entries: readonly AnnouncedEntry[]): Iterable<AnnouncedEntry[]> {
  let segment: AnnouncedEntry[] = [];
  for (const entry of entries) {
    if (segmentEndsBefore(entry.path, segment.length)) {
      yield segment;
      segment = [];
    }
    segment.push(entry);
  }
  if (segment.length > 0) yield segment;
}

function* inNodes(segments: Iterable<AnnouncedEntry[]>): Iterable<AnnouncedEntry[][]> {
  let node: AnnouncedEntry[][] = [];
  for (const segment of segments) {
    if (nodeEndsBefore(segment[0]!.path, node.length)) {
      yield node;
      node = [];
    }
    node.push(segment);
  }
  if (node.length > 0) yield node;
}

async function bindEntries(
  ports: Ports,
  draft: Draft,
  baseId: Draft["baseId"],
  entries: readonly AnnouncedEntry[],
): Promise<BoundEntry[]> {
  const files = entries.filter(({ ref }) => ref === undefined);
  const first = await ports.metadata.read.drafts.bind(draft, files);
  const bindings = settle(first, files, await readBaseBlobs(ports, baseId, files, first));
  const missing = files.filter((_, index) => typeof bindings[index] === "string").map(({ path }) => path);
  if (missing.length > 0) throw missingBytes(missing);
  let next = 0;
  return entries.map((announced): BoundEntry => {
    const { path, digest, ref, extra } = announced;
    const rest = extra === undefined ? {} : { extra };
    if (ref !== undefined)
      return { entry: { path, digest, sizeBytes: announced.sizeBytes ?? 0, ref, ...rest }, blobId: undefined };
    const blob = bindings[next]!;
    next += 1;
    if (typeof blob === "string") throw missingBytes([path]);
    if (announced.sizeBytes !== undefined && announced.sizeBytes !== blob.sizeBytes) {
      throw new StemmaError(
        "size_mismatch",
        `Cannot store the entry "${path}": its manifest says ${announced.sizeBytes} bytes, ${blob.sizeBytes} are stored`,
      );
    }
    return { entry: { path, digest, sizeBytes: blob.sizeBytes, blob: blob.hash, ...rest }, blobId: blob.id };
  });
}

function missingBytes(paths: readonly string[]): StemmaError {
  const named = paths
    .slice(0, MAX_NAMED_FAULTS)
    .map((path) => `"${path}"`)
    .join(", ");
  const more = paths.length > MAX_NAMED_FAULTS ? ` and ${paths.length - MAX_NAMED_FAULTS} more` : "";
  return new StemmaError(
    "missing_bytes",
    `Cannot store the manifest: the bytes of ${named}${more} never arrived in this project; upload them and send it again`,
    {
      details: { paths: paths.slice(0, MAX_NAMED_FAULTS) },
    },
  );
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
