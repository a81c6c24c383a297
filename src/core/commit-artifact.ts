import { type ArtifactId, LATEST, StemmaError } from "../model/index.ts";
import type { Access } from "./access.ts";
import type { Draft, ManifestRow, Rows } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { requireDraft } from "./require-draft.ts";

/**
 * Turns a draft whose manifest has arrived into the next version of its collection: index, aliases, `latest`, lineage.
 *
 * A repeated commit gives the same answer.
 *
 * **Errors** `not_found`, `forbidden`, `not_committed` (no manifest), `digest_mismatch`, `deleted`
 */
export async function commitArtifact(
  ports: Ports,
  access: Access,
  id: ArtifactId,
): Promise<{ id: ArtifactId; digest: string }> {
  return ports.metadata.transaction(async (rows) => {
    await requireDraft(rows, access, id);
    const draft = (await rows.drafts.lock(id))!;
    if (draft.state === "DELETED") throw new StemmaError("deleted", "Cannot commit the artifact: it was deleted");
    if (draft.state === "COMMITTED") return { id, digest: draft.digest };
    const manifest = await requireManifest(rows, draft);
    const atMs = ports.clock.nowMs();
    const versionIndex = await rows.collections.takeVersionIndex(draft.collectionId);
    await rows.drafts.commit(id, {
      collectionId: draft.collectionId,
      versionIndex,
      manifestId: manifest.id,
      digest: manifest.digest,
      sizeBytes: manifest.sizeBytes,
      entryCount: manifest.entryCount,
      atMs,
    });
    for (const alias of new Set([...draft.aliases, LATEST]))
      await rows.aliases.set(draft.collectionId, alias, id, atMs);
    await rows.collections.update(draft.collectionId, { updatedAtMs: atMs });
    if (draft.madeByRunId !== null)
      await rows.lineage.addOutput({ runId: draft.madeByRunId, artifactId: id, kind: "made", atMs });
    return { id, digest: manifest.digest };
  });
}

/** The last manifest counts; what it holds must be what the client promised. */
async function requireManifest(rows: Rows, draft: Draft): Promise<ManifestRow> {
  const manifest = (await rows.manifests.ofDraft(draft.id)).at(-1);
  if (manifest === undefined || !manifest.isReceived) {
    throw new StemmaError(
      "not_committed",
      "Cannot commit the artifact: its manifest has not arrived; upload it and commit again",
    );
  }
  if (manifest.digest !== draft.digest) {
    throw new StemmaError(
      "digest_mismatch",
      `Cannot commit the artifact: its entries have the digest ${manifest.digest}, expected ${draft.digest}`,
    );
  }
  return manifest;
}
