import {
  type ArtifactId,
  checkEntryPath,
  checkXxh128,
  md5FromBase64,
  type EntityId,
  StemmaError,
} from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { needsBase, readBaseBlobs, resolveBindings } from "./base-blobs.ts";
import type { DeclaredFile, Draft, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { lockOpenDraft, requireDraft, requireOpen } from "./require-draft.ts";

/** A declared file, and whether its bytes have to be uploaded. */
export interface UploadPlan {
  readonly entityId: EntityId;
  readonly isStored: readonly boolean[];
}

/**
 * Plans the uploads of a draft and keeps blobs that are already stored alive for it. Only an MD5 can identify stored
 * bytes of the project; an XXH128 cannot. Bytes that are known to be damaged are requested again and replace the
 * damaged ones.
 *
 * @throws `not_found`, `forbidden`, `conflict`, `invalid_input`, `unavailable`
 */
export async function planUploads(
  ports: Ports,
  access: Access,
  input: { artifactId: ArtifactId; files: readonly DeclaredFile[] },
): Promise<UploadPlan> {
  for (const { path, digest, md5 } of input.files) {
    checkEntryPath(path);
    if (md5 === null) checkXxh128(digest, path);
    else md5FromBase64(digest, path);
  }
  const draft = await requireDraft(ports.metadata.read, access, input.artifactId);
  requireOpen(draft, "upload files");
  for (let tries = 0; tries < PLAN_TRIES; tries++) {
    const isStored = await plan(ports, access, draft, input.files);
    if (isStored !== undefined) return { entityId: draft.entityId, isStored };
  }
  throw new StemmaError("unavailable", "Cannot plan the uploads: the base of the draft keeps changing; try again");
}

/** Retries when a manifest with another base is declared meanwhile; after this many, the client must retry. */
const PLAN_TRIES = 5;

/** Returns undefined if the base changed while it was read. */
async function plan(
  ports: Ports,
  access: Access,
  draft: Draft,
  files: readonly DeclaredFile[],
): Promise<readonly boolean[] | undefined> {
  const { read } = ports.metadata;
  const first = await read.drafts.bind(draft, files);
  const baseId = await baseOf(read, draft);
  const base = await readBaseBlobs(ports, baseId, files, first);
  // No file is stored: there are no blobs to keep, and no transaction is needed.
  if (resolveBindings(first, files, base).every((binding) => binding === "missing")) return first.map(() => false);
  return ports.metadata.transaction(async (rows) => {
    await lockOpenDraft(rows, access, draft.id, "upload files");
    if (needsBase(first, files) && (await baseOf(rows, draft)) !== baseId) return undefined;
    const bound = resolveBindings(await rows.drafts.bind(draft, files), files, base);
    const kept = bound.flatMap((binding, index) =>
      typeof binding === "string" ? [] : [{ ...files[index]!, blobId: binding.id }],
    );
    if (kept.length > 0) {
      await rows.drafts.keep(draft.id, kept);
      await rows.drafts.touch(draft.id, ports.clock.nowMs());
    }
    const damaged = await rows.damage.blobsAmong(kept.map(({ blobId }) => blobId));
    return bound.map((binding) => typeof binding !== "string" && !damaged.has(binding.id));
  });
}

/** Returns the base version of the draft's newest manifest. */
async function baseOf(rows: Rows, draft: Draft): Promise<ArtifactId | null> {
  return (await rows.manifests.ofDraft(draft.id)).at(-1)?.baseId ?? null;
}
