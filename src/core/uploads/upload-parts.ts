import {
  type ArtifactId,
  checkEntryPath,
  checkXxh128,
  MAX_PARTS,
  md5FromBase64,
  md5FromHex,
  StemmaError,
  type UploadId,
} from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { requireDraft, requireOpen } from "./require-draft.ts";

/** A file to upload in parts. */
export interface BeginUploadInput {
  readonly artifactId: ArtifactId;
  readonly path: string;
  /** Base64 MD5 of the complete file. */
  readonly digest: string;
  /** Digest of the entry, if it is an XXH128. */
  readonly entryDigest: string | null;
  readonly partNumbers: readonly number[];
}

/**
 * Starts a multipart upload, or returns the existing one with its received parts.
 *
 * @throws `not_found`, `forbidden`, `conflict`, `invalid_input`
 */
export async function beginUpload(ports: Ports, access: Access, input: BeginUploadInput): Promise<UploadId> {
  checkEntryPath(input.path);
  md5FromBase64(input.digest, input.path);
  if (input.entryDigest !== null) checkXxh128(input.entryDigest, input.path);
  if (input.partNumbers.length > MAX_PARTS || !input.partNumbers.every((number, index) => number === index + 1)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot upload "${input.path}" in parts: expected part numbers from 1 without gaps, at most ${MAX_PARTS}`,
    );
  }
  return ports.metadata.transaction(async (rows) => {
    requireOpen(await requireDraft(rows, access, input.artifactId), "upload files");
    const atMs = ports.clock.nowMs();
    await rows.drafts.touch(input.artifactId, atMs);
    const { artifactId, path, digest, entryDigest } = input;
    return rows.uploads.open({ artifactId, path, digest, entryDigest, atMs });
  });
}

/** Completes an upload: each part with the ETag that the response to its PUT returned. */
export interface CompleteUploadInput {
  readonly artifactId: ArtifactId;
  readonly uploadId: UploadId;
  readonly parts: readonly { readonly number: number; readonly etag: string }[];
}

/**
 * Assembles a file from the parts of an upload; a repeated call returns the same result.
 *
 * @throws `not_found`, `forbidden`, `invalid_input` (a part is missing or differs), `digest_mismatch`, `unavailable`
 * while the digest of a very large file is still being computed
 */
export async function completeUpload(
  ports: Ports,
  access: Access,
  input: CompleteUploadInput,
): Promise<{ digest: string }> {
  const { read } = ports.metadata;
  const draft = await requireDraft(read, access, input.artifactId);
  const upload = await read.uploads.find(input.uploadId);
  if (upload === null || upload.artifactId !== draft.id) throw new StemmaError("not_found", "Cannot find the upload");
  const { path, digest: md5, entryDigest } = upload;
  // The order matters: a concurrent call binds the file, then drops the parts and marks the upload as finished.
  const stored = await read.uploads.parts(upload.id);
  if (await read.uploads.isDone(upload.id)) {
    const [known] = await read.drafts.bind(draft, [{ path, digest: entryDigest ?? md5, md5 }]);
    if (typeof known === "object") return { digest: upload.digest };
  }
  requireOpen(draft, "finish an upload");

  const requested = input.parts.map(({ number, etag }) => ({
    number,
    md5: md5FromHex(etag.replaceAll('"', ""), `part ${number}`),
  }));
  const isSame =
    requested.length === stored.length &&
    stored.every((part, index) => part.number === requested[index]!.number && part.md5 === requested[index]!.md5);
  if (!isSame || stored.some((part, index) => part.number !== index + 1)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot finish the upload of "${upload.path}": ${stored.length} parts are stored, but the request lists ${requested.length}; list each part with the ETag of its PUT`,
    );
  }
  const uploadTarget = {
    kind: "draft-file" as const,
    projectId: draft.projectId,
    artifactId: draft.id,
    path,
    digest: entryDigest ?? md5,
  };
  await ports.blobs.join(
    stored.map(({ blob }) => blob),
    { md5: md5FromBase64(md5, path), ...(entryDigest === null ? {} : { xxh128: entryDigest }) },
    uploadTarget,
  );
  await ports.metadata.transaction((rows) => rows.uploads.finish(upload.id));
  return { digest: upload.digest };
}
