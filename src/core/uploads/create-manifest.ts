import {
  type ArtifactId,
  type EntityId,
  checkPlainName,
  isMd5Base64,
  type ManifestId,
  StemmaError,
} from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { ManifestRow, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { lockOpenDraft } from "./require-draft.ts";

/** A manifest to declare. */
export interface CreateManifestInput {
  readonly artifactId: ArtifactId;
  readonly baseId: ArtifactId | null;
  readonly name: string;
  readonly kind: ManifestRow["kind"];
  /** Base64 MD5 of the manifest's bytes; empty if the client does not know it yet. */
  readonly md5: string;
  readonly run: string;
}

/** Changes of a declared manifest; undefined leaves the base unchanged. */
export interface DeclareManifestInput {
  readonly manifestId: ManifestId;
  readonly md5: string;
  readonly baseId: ArtifactId | undefined;
}

/** A manifest with the entity that owns its draft. */
export type DeclaredManifest = ManifestRow & { readonly entityId: EntityId };

/**
 * Creates a manifest of a draft. A later FULL or INCREMENTAL manifest replaces an earlier one, received or not. PATCH
 * manifests, one per run, are merged at the commit.
 *
 * @throws `not_found`, `forbidden`, `conflict`, `invalid_input`
 */
export async function createManifest(
  ports: Ports,
  access: Access,
  input: CreateManifestInput,
): Promise<DeclaredManifest> {
  checkPlainName(input.name, "manifest");
  checkMd5(input.md5);
  return ports.metadata.transaction(async (rows) => {
    const draft = await lockOpenDraft(rows, access, input.artifactId, "create a manifest");
    if (input.baseId !== null) await requireBase(rows, draft.collectionId, input.baseId);
    const atMs = ports.clock.nowMs();
    await rows.drafts.touch(draft.id, atMs);
    const manifest = await rows.manifests.insert({
      artifactId: draft.id,
      kind: input.kind,
      name: input.name,
      md5: input.md5,
      baseId: input.baseId,
      runName: input.run,
      atMs,
    });
    return { ...manifest, entityId: draft.entityId };
  });
}

/**
 * Declares the MD5 of a manifest once its client has computed it.
 *
 * @throws `not_found`, `forbidden`, `conflict`, `invalid_input`
 */
export async function declareManifest(
  ports: Ports,
  access: Access,
  { manifestId, md5, baseId }: DeclareManifestInput,
): Promise<DeclaredManifest> {
  checkMd5(md5);
  return ports.metadata.transaction(async (rows) => {
    const manifest = await rows.manifests.byId(manifestId);
    // Same message as for a missing draft, so that callers without access cannot probe for manifests.
    if (manifest === null) throw new StemmaError("not_found", "Cannot find the artifact");
    const draft = await lockOpenDraft(rows, access, manifest.artifactId, "create a manifest");
    if (baseId !== undefined) await requireBase(rows, draft.collectionId, baseId);
    await rows.drafts.touch(draft.id, ports.clock.nowMs());
    await rows.manifests.declare(manifestId, { md5, baseId });
    return { ...(await rows.manifests.byId(manifestId))!, entityId: draft.entityId };
  });
}

/**
 * @throws `invalid_input`
 */
function checkMd5(md5: string): void {
  if (md5 !== "" && !isMd5Base64(md5))
    throw new StemmaError("invalid_input", "Cannot create the manifest: its digest is not the base64 of an MD5");
}

/**
 * Requires the base to be a version of the same collection: other versions may not be the caller's to read.
 *
 * @throws `invalid_input`
 */
async function requireBase(rows: Rows, collectionId: number, baseId: ArtifactId): Promise<void> {
  const base = await rows.drafts.find(baseId);
  if (base === null || base.collectionId !== collectionId || base.state === "PENDING") {
    throw new StemmaError(
      "invalid_input",
      "Cannot build on the base artifact: expected a committed version of the same collection",
    );
  }
}
