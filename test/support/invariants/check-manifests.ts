import { createMD5, createXXHash128 } from "hash-wasm";
import { compareUtf8, type Entry, isMd5Base64 } from "../../../src/model/index.ts";
import type { StoppedStore } from "../open-stopped-store.ts";
import type { BlobCheck } from "./check-blobs.ts";
import { ManifestParts } from "./manifest-parts.ts";
import { namedVersions, type NamedVersion } from "./version-names.ts";

/** I1 and I2: every version has its whole manifest, with the recorded digest, size and count, and bytes for every file. */
export async function checkManifests(store: StoppedStore, blobs: BlobCheck["read"]): Promise<string[]> {
  const parts = await ManifestParts.load(store);
  const violations: string[] = [];
  for (const version of await namedVersions(store.engine)) {
    if (version.state !== "COMMITTED") continue;
    try {
      violations.push(...(await versionFaults(store, version, parts, blobs)));
    } catch (error) {
      violations.push(`${version.name}: its manifest cannot be read: ${(error as Error).message}`);
    }
  }
  return violations;
}

async function versionFaults(
  { engine }: StoppedStore,
  version: NamedVersion,
  parts: ManifestParts,
  blobs: BlobCheck["read"],
): Promise<string[]> {
  const { name, manifestId, digest, digestAlgorithm, sizeBytes, entryCount } = version;
  const manifest =
    manifestId === null
      ? undefined
      : await engine.read
          .selectFrom("manifests")
          .select(["artifact_id", "is_received", "digest", "size_bytes", "entry_count"])
          .where("id", "=", manifestId as never)
          .executeTakeFirst();
  if (manifest === undefined || manifest.is_received !== 1) return [`${name}: it has no manifest that was received`];
  const faults: string[] = [];
  const expect = (what: string, found: unknown, expected: unknown): void => {
    if (found !== expected) faults.push(`${name}: ${what} ${String(found)}, expected ${String(expected)}`);
  };
  expect("its manifest belongs to the version of row", manifest.artifact_id, version.id);
  expect("its manifest has the digest", manifest.digest, digest);
  expect("its manifest has the size", manifest.size_bytes, sizeBytes);
  expect("its manifest has the count", manifest.entry_count, entryCount);

  const hash = digestAlgorithm === "MANIFEST_XXH128" ? await createXXHash128() : await createMD5();
  hash.update("wandb-artifact-manifest-v1\n");
  const totals = { bytes: 0, entries: 0, lastPath: undefined as string | undefined };
  const nodes = await engine.read
    .selectFrom("manifest_nodes")
    .select(["first_path", "entry_count", "part_id"])
    .where("manifest_id", "=", manifestId as never)
    .orderBy("position")
    .execute();
  for (const node of nodes) {
    const segments = await parts.node(node.part_id);
    expect("a node begins at", segments[0]?.firstPath, node.first_path);
    faults.push(...prefixed(name, parts.nodeFaults(node.part_id, segments)));
    let entriesOfNode = 0;
    for (const place of segments) {
      const entries = await parts.segment(place);
      expect("a segment begins at", entries[0]?.path, place.firstPath);
      expect("a segment has the count", entries.length, place.entryCount);
      entriesOfNode += entries.length;
      for (const entry of entries) {
        if (totals.lastPath !== undefined && compareUtf8(totals.lastPath, entry.path) >= 0)
          faults.push(`${name}: "${entry.path}" stands behind "${totals.lastPath}", expected the order of UTF-8`);
        totals.lastPath = entry.path;
        totals.bytes += entry.sizeBytes;
        hash.update(`${entry.path}:${entry.digest}\n`);
        faults.push(...entryFaults(name, entry, blobs));
      }
      faults.push(...prefixed(name, parts.segmentFaults(place, entries, blobs)));
    }
    expect("a node has the count", entriesOfNode, node.entry_count);
    totals.entries += entriesOfNode;
  }
  expect("its entries have the digest", hash.digest("hex"), digest);
  expect("its entries have the size", totals.bytes, sizeBytes);
  expect("its entries have the count", totals.entries, entryCount);
  return faults;
}

function entryFaults(version: string, entry: Entry, blobs: BlobCheck["read"]): string[] {
  if (entry.ref !== undefined) return [];
  const name = `${version}, "${entry.path}"`;
  const blob = blobs.get(entry.blob ?? "");
  if (blob === undefined) return [`${name}: its blob ${entry.blob || "(none)"} is not stored`];
  if (blob.sizeBytes !== entry.sizeBytes)
    return [`${name}: its blob has ${blob.sizeBytes} bytes, expected ${entry.sizeBytes}`];
  // An entry can be named by another algorithm than MD5; then its bytes are held by their BLAKE3 alone.
  if (blob.md5 === undefined || !isMd5Base64(entry.digest) || entry.extra?.["alg"] !== undefined) return [];
  return blob.md5 === entry.digest ? [] : [`${name}: its bytes have the MD5 ${blob.md5}, expected ${entry.digest}`];
}

function prefixed(name: string, faults: readonly string[]): string[] {
  return faults.map((fault) => `${name}: ${fault}`);
}
