import {
  type ArtifactId,
  DRAFT_IDLE_MS,
  HOUR_MS,
  LATEST,
  type ManifestId,
  StemmaError,
  type Version,
} from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { describePatches, isPatch, type MergedPatches, mergePatches } from "./merge-patches.ts";
import type { Draft, ExpiredFiles, ManifestRow, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { keepReferences } from "../artifacts/record-references.ts";
import { requireDraft } from "./require-draft.ts";

/** Retries of the merge when another patch arrives meanwhile; after this many, the client must retry. */
const MERGE_TRIES = 5;

/** The content a version is committed with. */
interface Content {
  readonly manifestId: ManifestId;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
}

/**
 * Commits a draft whose manifest has arrived as the next version of its collection: sets index, aliases, `latest` and
 * lineage.
 *
 * A repeated commit returns the same result.
 *
 * @throws `not_found`, `forbidden`, `not_committed` (no manifest, or the patch of a run is missing), `digest_mismatch`,
 * `missing_bytes` (the uploads expired; the details list them), `conflict` (two runs sent different files under one
 * path), `deleted`
 */
export async function commitArtifact(ports: Ports, access: Access, id: ArtifactId): Promise<Version> {
  const { read } = ports.metadata;
  for (let tries = 0; tries < MERGE_TRIES; tries++) {
    const draft = await requireDraft(read, access, id);
    const isDistributed = draft.state === "PENDING" && (await read.manifests.ofDraft(id)).some(isPatch);
    const merged = isDistributed ? await mergePatches(ports, draft) : undefined;
    const committed = await ports.metadata.transaction((rows) => commit(ports, rows, access, id, merged));
    if (committed !== undefined) return committed;
  }
  throw new StemmaError("unavailable", "Cannot finish the artifact: parts of it are still arriving; finish it again");
}

/** Returns undefined if a patch arrived after the patches were merged. */
async function commit(
  ports: Ports,
  rows: Rows,
  access: Access,
  id: ArtifactId,
  merged: MergedPatches | undefined,
): Promise<Version | undefined> {
  const draft = await rows.drafts.lock(id);
  if (draft === null) throw new StemmaError("not_found", "Cannot find the artifact");
  if (draft.state === "DELETED") throw new StemmaError("deleted", "Cannot commit the artifact: it was deleted");
  if (draft.state === "COMMITTED") return (await rows.versions.byId(id))!;
  const atMs = ports.clock.nowMs();
  const content = await resolveContent(rows, draft, merged, atMs);
  if (content === undefined) return undefined;
  const versionIndex = await rows.collections.takeVersionIndex(draft.collectionId, atMs);
  await keepReferences(rows, access, content.manifestId);
  await rows.drafts.commit(id, { collectionId: draft.collectionId, versionIndex, ...content, atMs });
  for (const alias of new Set([...draft.aliases, LATEST])) await rows.aliases.set(draft.collectionId, alias, id, atMs);
  const makers = new Set(draft.madeByRunId === null ? [] : [draft.madeByRunId]);
  for (const name of merged?.runNames ?? []) {
    const run = await rows.runs.find(draft.projectId, name);
    if (run !== null) makers.add(run.id);
  }
  for (const runId of makers) await rows.lineage.addOutput({ runId, artifactId: id, kind: "made", atMs });
  return (await rows.versions.byId(id))!;
}

async function resolveContent(
  rows: Rows,
  draft: Draft,
  merged: MergedPatches | undefined,
  atMs: number,
): Promise<Content | undefined> {
  const manifests = await rows.manifests.ofDraft(draft.id);
  if (describePatches(manifests) !== (merged?.mergedFrom ?? "")) return undefined;
  if (merged === undefined) return requireManifest(manifests.at(-1), draft);
  const { id: manifestId } = await rows.manifests.insert({
    artifactId: draft.id,
    kind: "FULL",
    name: "wandb_manifest.json",
    md5: "",
    baseId: null,
    runName: "",
    atMs,
  });
  await rows.manifests.receive(manifestId, merged.nodes, { ...merged.totals, policyConfig: merged.policyConfig });
  await rows.references.copy(
    manifests.filter(isPatch).map(({ id }) => id),
    manifestId,
  );
  return { manifestId, ...merged.totals };
}

/**
 * Returns the last manifest of a draft. The digest of a full manifest must be the declared one.
 *
 * @throws `not_committed`, `missing_bytes`, `digest_mismatch`
 */
function requireManifest(manifest: ManifestRow | undefined, draft: Draft): Content {
  if (manifest === undefined || !manifest.isReceived) {
    if (draft.expiredFiles !== null) throw expiredError(draft.expiredFiles);
    throw new StemmaError(
      "not_committed",
      "Cannot commit the artifact: its manifest has not arrived; upload it and commit again",
    );
  }
  // The declared digest of an incremental manifest covers its own entries, without those of its base.
  if (manifest.kind === "FULL" && manifest.digest !== draft.digest) {
    throw new StemmaError(
      "digest_mismatch",
      `Cannot commit the artifact: its entries have the digest ${manifest.digest}, expected ${draft.digest}`,
    );
  }
  const { id: manifestId, digest, sizeBytes, entryCount } = manifest;
  return { manifestId, digest, sizeBytes, entryCount };
}

function expiredError({ count, paths }: ExpiredFiles): StemmaError {
  const named = paths.map((path) => `"${path}"`).join(", ");
  const more = count > paths.length ? ` and ${count - paths.length} more` : "";
  const files = `its manifest${count === 0 ? "" : ` and ${count} ${count === 1 ? "file" : "files"}: ${named}${more}`}`;
  return new StemmaError(
    "missing_bytes",
    `Cannot commit the artifact: its uploads expired (${files}), because its client sent nothing for ${DRAFT_IDLE_MS / HOUR_MS} hours or the draft was abandoned; upload the files again or log a new artifact`,
    { details: { count, paths } },
  );
}
