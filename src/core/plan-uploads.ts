import { type ArtifactId, checkEntryPath, checkXxh128, md5FromBase64, type ProjectId } from "../model/index.ts";
import type { Access } from "./access.ts";
import { readBaseBlobs, settle } from "./base-blobs.ts";
import type { AnnouncedFile, Draft, Rows } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { holdOpenDraft, requireDraft, requireOpen } from "./require-draft.ts";

/** Says of each announced file whether its bytes have to be sent. */
export interface UploadPlan {
  readonly projectId: ProjectId;
  readonly isStored: readonly boolean[];
}

/**
 * Plans the uploads of a draft. An MD5 is a claim inside one project, an XXH128 is none; what is stored is kept for the
 * draft. Bytes that are known to be damaged are asked for again: they take the place of the damaged ones.
 *
 * **Errors** `not_found`, `forbidden`, `conflict`, `invalid_input`
 */
export async function planUploads(
  ports: Ports,
  access: Access,
  input: { artifactId: ArtifactId; files: readonly AnnouncedFile[] },
): Promise<UploadPlan> {
  for (const { path, digest, md5 } of input.files) {
    checkEntryPath(path);
    if (md5 === null) checkXxh128(digest, path);
    else md5FromBase64(digest, path);
  }
  const draft = await requireDraft(ports.metadata.read, access, input.artifactId);
  requireOpen(draft, "upload files");
  const first = await ports.metadata.read.drafts.bind(draft, input.files);
  const base = await readBaseBlobs(ports, await baseOf(ports.metadata.read, draft), input.files, first);
  // Nothing of it is stored: nothing has to be kept, and no transaction is needed.
  if (settle(first, input.files, base).every((binding) => binding === "missing"))
    return { projectId: draft.projectId, isStored: first.map(() => false) };
  const isStored = await ports.metadata.transaction(async (rows) => {
    await holdOpenDraft(rows, draft.id, "upload files");
    const bound = settle(await rows.drafts.bind(draft, input.files), input.files, base);
    const kept = bound.flatMap((binding, index) =>
      typeof binding === "string" ? [] : [{ ...input.files[index]!, blobId: binding.id }],
    );
    if (kept.length > 0) {
      await rows.drafts.keep(draft.id, kept);
      await rows.drafts.touch(draft.id, ports.clock.nowMs());
    }
    const damaged = await rows.damage.blobsAmong(kept.map(({ blobId }) => blobId));
    return bound.map((binding) => typeof binding !== "string" && !damaged.has(binding.id));
  });
  return { projectId: draft.projectId, isStored };
}

/** The version the newest manifest of a draft builds on. */
async function baseOf(rows: Rows, draft: Draft): Promise<ArtifactId | null> {
  return (await rows.manifests.ofDraft(draft.id)).at(-1)?.baseId ?? null;
}
