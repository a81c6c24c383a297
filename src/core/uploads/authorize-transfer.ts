import type { ArtifactId, BlobHash, EntityId, ProjectId, RunId } from "../../model/index.ts";
import { type Access, canAccess } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";

/** The target of an upload: a draft or a run. */
export type UploadTarget = { readonly artifactId: ArtifactId } | { readonly runId: RunId };

/** The source of a download: a version, or a file of a run with this content. */
export type DownloadTarget =
  | { readonly artifactId: ArtifactId }
  | { readonly runId: RunId; readonly name: string; readonly blob: BlobHash };

/** The owner of the bytes of a transfer. */
export interface TransferOwner {
  readonly projectId: ProjectId;
  readonly entityId: EntityId;
  /** Of a deleted version, only entries that other versions refer to may be read. */
  readonly isDeleted: boolean;
}

/**
 * Returns the owner of an upload target; null if it is gone or the caller cannot access it.
 *
 * @throws `forbidden` if the caller may only read
 */
export async function authorizeUpload(
  ports: Ports,
  access: Access,
  target: UploadTarget,
): Promise<TransferOwner | null> {
  if ("runId" in target) return ownerOfRun(ports, access, target.runId);
  const draft = await ports.metadata.read.drafts.find(target.artifactId);
  return draft === null || draft.state === "DELETED" ? null : ownerOf(access, draft, "the artifact");
}

/**
 * Returns the owner of the bytes to download; null if it is gone or the caller cannot access it.
 *
 * @throws `forbidden` if the caller's role does not include the right
 */
export async function authorizeDownload(
  ports: Ports,
  access: Access,
  target: DownloadTarget,
): Promise<TransferOwner | null> {
  const { read } = ports.metadata;
  if ("runId" in target) {
    const owner = await ownerOfRun(ports, access, target.runId);
    if (owner === null) return null;
    // Other files may share the bytes: the URL of a deleted file must not reveal that they are still stored.
    const file = await read.runFiles.find(target.runId, target.name);
    return file?.blob === target.blob ? owner : null;
  }
  const version = await read.drafts.find(target.artifactId);
  // Only entries of committed versions have download URLs: their manifest cannot change.
  if (version === null || version.state === "PENDING") return null;
  return ownerOf(access, version, "the artifact", version.state === "DELETED");
}

async function ownerOfRun({ metadata }: Ports, access: Access, id: RunId): Promise<TransferOwner | null> {
  const run = await metadata.read.runs.byId(id);
  if (run === null || run.isDeleted) return null;
  return ownerOf(access, { projectId: run.project.id, entityId: run.project.entityId }, "the run");
}

function ownerOf(
  access: Access,
  { projectId, entityId }: { readonly projectId: ProjectId; readonly entityId: EntityId },
  subject: string,
  isDeleted = false,
): TransferOwner | null {
  return canAccess(access, entityId, subject) ? { projectId, entityId, isDeleted } : null;
}
