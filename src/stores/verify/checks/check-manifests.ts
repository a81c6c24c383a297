import { createMD5, createXXHash128 } from "hash-wasm";
import {
  compareUtf8,
  decodeNode,
  decodeSegment,
  type Finding,
  isStemmaError,
  MANIFEST_XXH128,
  VERSION_DIGEST_HEAD,
  versionDigestLine,
} from "../../../model/index.ts";
import { checkTwice, finding, type Phase, type PhaseStep, type Snapshot } from "../audit-store.ts";
import { namedVersions, versionName } from "./named-versions.ts";

/** Versions per step, each in its own snapshot. */
const VERSIONS_PER_BATCH = 20;

/** Checks that every committed version has a complete manifest whose digest, size and count match the recorded ones. */
export const checkManifests: Phase = async (store, { after }) => {
  const ids = await store.engine.read
    .selectFrom("artifacts")
    .select("id")
    .where("id", ">", after as never)
    .where("state", "=", "COMMITTED")
    .orderBy("id")
    .limit(VERSIONS_PER_BATCH)
    .execute();
  const steps: PhaseStep[] = [];
  for (const { id } of ids) {
    steps.push(
      await checkTwice(store, async (snapshot) => ({
        next: null,
        counts: {},
        findings: await versionFindings(snapshot, id),
      })),
    );
  }
  const isEnd = ids.length < VERSIONS_PER_BATCH;
  return {
    next: isEnd ? null : { after: ids.at(-1)!.id, at: 0 },
    counts: { versions: ids.length },
    findings: steps.flatMap(({ findings }) => findings),
    damage: steps.flatMap(({ damage }) => damage),
  };
};

type VersionRow = NonNullable<Awaited<ReturnType<typeof versionRow>>>;

function versionRow(snapshot: Snapshot, id: number) {
  return namedVersions(snapshot)
    .leftJoin("manifests", "manifests.id", "artifacts.manifest_id")
    .select([
      "artifacts.manifest_id",
      "artifacts.digest",
      "artifacts.digest_algorithm",
      "artifacts.size_bytes",
      "artifacts.entry_count",
      "manifests.artifact_id as manifest_of",
      "manifests.is_received",
      "manifests.digest as manifest_digest",
      "manifests.size_bytes as manifest_size",
      "manifests.entry_count as manifest_count",
    ])
    .where("artifacts.id", "=", id as never)
    .where("artifacts.state", "=", "COMMITTED")
    .executeTakeFirst();
}

async function versionFindings(snapshot: Snapshot, id: number): Promise<Finding[]> {
  const version = await versionRow(snapshot, id);
  if (version === undefined) return [];
  const name = `Version ${versionName(version)}`;
  if (version.is_received !== 1) return [finding(`${name}: it has no received manifest`)];
  const faults = new Faults(name);
  faults.compare("its manifest belongs to the version of row", version.manifest_of, version.id);
  faults.compare("its manifest has the digest", version.manifest_digest, version.digest);
  faults.compare("its manifest has the size", version.manifest_size, version.size_bytes);
  faults.compare("its manifest has the count", version.manifest_count, version.entry_count);
  try {
    await walkEntries(snapshot, version, faults);
  } catch (error) {
    if (!isStemmaError(error, "damaged", "not_found")) throw error;
    faults.tell(`its manifest cannot be read: ${error.message}`);
  }
  return faults.findings;
}

async function walkEntries(snapshot: Snapshot, version: VersionRow, faults: Faults): Promise<void> {
  const hash = version.digest_algorithm === MANIFEST_XXH128 ? await createXXHash128() : await createMD5();
  hash.update(VERSION_DIGEST_HEAD);
  let [bytes, count] = [0, 0];
  let lastPath: string | undefined;
  const nodes = await snapshot.db
    .selectFrom("manifest_nodes")
    .innerJoin("manifest_parts", "manifest_parts.id", "manifest_nodes.part_id")
    .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
    .select(["manifest_nodes.first_path", "manifest_nodes.entry_count", "chunks.hash"])
    .where("manifest_nodes.manifest_id", "=", version.manifest_id)
    .orderBy("manifest_nodes.position")
    .execute();
  for (const node of nodes) {
    const segments = decodeNode(await snapshot.reader.readChunk(node.hash));
    faults.compare("a node begins at", segments[0]?.firstPath, node.first_path);
    let ofNode = 0;
    for (const place of segments) {
      const entries = decodeSegment(await snapshot.reader.readChunk(place.chunkHash));
      faults.compare("a segment begins at", entries[0]?.path, place.firstPath);
      faults.compare("a segment has the count", entries.length, place.entryCount);
      ofNode += entries.length;
      for (const entry of entries) {
        if (lastPath !== undefined && compareUtf8(lastPath, entry.path) >= 0)
          faults.tell(`"${entry.path}" comes after "${lastPath}", expected UTF-8 order`);
        lastPath = entry.path;
        bytes += entry.sizeBytes;
        hash.update(versionDigestLine(entry));
      }
    }
    faults.compare("a node has the count", ofNode, node.entry_count);
    count += ofNode;
  }
  faults.compare("its entries have the digest", hash.digest("hex"), version.digest);
  faults.compare("its entries have the size", bytes, version.size_bytes);
  faults.compare("its entries have the count", count, version.entry_count);
}

/** Collects the faults of one version. */
class Faults {
  readonly findings: Finding[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  tell(fault: string): void {
    this.findings.push(finding(`${this.#name}: ${fault}`));
  }

  compare(what: string, found: unknown, expected: unknown): void {
    if (found !== expected) this.tell(`${what} ${String(found)}, expected ${String(expected)}`);
  }
}
