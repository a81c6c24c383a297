import { type ArtifactId, checkPlainName, isMd5Base64, StemmaError } from "../model/index.ts";
import type { Access } from "./access.ts";
import type { ManifestRow } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { requireDraft, requireOpen } from "./require-draft.ts";

/** A manifest as it is announced. */
export interface CreateManifestInput {
  readonly artifactId: ArtifactId;
  readonly baseId: ArtifactId | null;
  readonly name: string;
  readonly kind: ManifestRow["kind"];
  /** Base64 MD5 of the manifest's bytes; empty while the client does not know it. */
  readonly md5: string;
  readonly run: string;
}

/**
 * Announces a manifest of a draft. A later one replaces an earlier one of a FULL manifest, received or not.
 *
 * **Errors** `not_found`, `forbidden`, `conflict`, `invalid_input`
 */
export async function createManifest(ports: Ports, access: Access, input: CreateManifestInput): Promise<ManifestRow> {
  checkPlainName(input.name, "manifest");
  if (input.md5 !== "" && !isMd5Base64(input.md5))
    throw new StemmaError("invalid_input", "Cannot announce the manifest: its digest is not base64 of an MD5");
  return ports.metadata.transaction(async (rows) => {
    const draft = await requireDraft(rows, access, input.artifactId);
    requireOpen(draft, "announce a manifest");
    if (input.baseId !== null) await requireBase(rows, draft.collectionId, input.baseId);
    const atMs = ports.clock.nowMs();
    await rows.drafts.touch(draft.id, atMs);
    const id = await rows.manifests.insert({
      artifactId: draft.id,
      kind: input.kind,
      name: input.name,
      md5: input.md5,
      baseId: input.baseId,
      runName: input.run,
      atMs,
    });
    return (await rows.manifests.byId(id))!;
  });
}

/** A base is a committed version of the same collection, so that its bytes are the caller's to build on. */
async function requireBase(
  rows: Parameters<typeof requireDraft>[0],
  collectionId: number,
  baseId: ArtifactId,
): Promise<void> {
  const base = await rows.drafts.find(baseId);
  if (base === null || base.collectionId !== collectionId || base.state !== "COMMITTED") {
    throw new StemmaError(
      "invalid_input",
      "Cannot build on the base artifact: expected a committed version of the same collection",
    );
  }
}
