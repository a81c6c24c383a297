import { sql } from "kysely";
import type { UploadTarget } from "../../../core/ports/blob-store.ts";
import {
  type ArtifactId,
  type BlobId,
  type Md5Hex,
  md5ToBase64,
  type RunId,
  StemmaError,
  type UploadId,
} from "../../../model/index.ts";
import { endReplacedClaims, isValidClaim } from "../../metadata/artifacts/claims.ts";
import { inputRows } from "../../metadata/engine/input-rows.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { addRefs } from "../../metadata/reference-counts.ts";

/** An upload target with the blob of its body. */
export interface WrittenUpload {
  readonly uploadTarget: UploadTarget;
  readonly blobId: BlobId;
  readonly md5: Md5Hex;
}

/**
 * Checks that the upload targets still accept files: the draft is open, the run exists.
 *
 * @throws `conflict`, `not_found`
 */
export async function requireTargets(scope: RowsScope, uploadTargets: readonly UploadTarget[]): Promise<void> {
  const { db } = scope;
  const drafts = idsOf(uploadTargets, (uploadTarget) =>
    uploadTarget.kind === "draft-file" ? uploadTarget.artifactId : undefined,
  );
  const runs = idsOf(uploadTargets, (uploadTarget) =>
    uploadTarget.kind === "run-file" ? uploadTarget.runId : undefined,
  );
  const openDrafts = await lockDrafts(scope, drafts);
  const liveRuns = await lockRuns(scope, runs);
  const uploads = idsOf(uploadTargets, (uploadTarget) =>
    uploadTarget.kind === "part" ? uploadTarget.uploadId : undefined,
  );
  const openUploads = await liveUploads(db, uploads);
  for (const uploadTarget of uploadTargets) {
    if (uploadTarget.kind === "part" && !openUploads.has(uploadTarget.uploadId)) {
      throw new StemmaError(
        "conflict",
        `Cannot store part ${uploadTarget.partNumber}: its upload is finished or was deleted`,
      );
    }
    if (uploadTarget.kind === "draft-file" && !openDrafts.has(uploadTarget.artifactId)) {
      throw new StemmaError(
        "conflict",
        `Cannot store "${uploadTarget.path}": its version is committed or was deleted, expected a draft`,
      );
    }
    if (uploadTarget.kind === "run-file" && !liveRuns.has(uploadTarget.runId)) {
      throw new StemmaError("not_found", `Cannot store "${uploadTarget.name}": its run was deleted`);
    }
  }
}

/** Locks open drafts, so that none is committed before its files are inserted. All callers lock in the order of ids. */
async function lockDrafts(
  { db, capabilities }: RowsScope,
  ids: readonly ArtifactId[],
): Promise<ReadonlySet<ArtifactId>> {
  if (ids.length === 0) return new Set();
  const drafts = db.selectFrom("artifacts").select("id").where("id", "in", ids).where("state", "=", "PENDING");
  const locked = capabilities.hasRowLocks ? drafts.orderBy("id").forNoKeyUpdate() : drafts;
  return new Set((await locked.execute()).map(({ id }) => id));
}

/** Locks runs, so that concurrent uploads of one run file count its blobs one after the other. */
async function lockRuns({ db, capabilities }: RowsScope, ids: readonly RunId[]): Promise<ReadonlySet<RunId>> {
  if (ids.length === 0) return new Set();
  const runs = db.selectFrom("runs").select("id").where("id", "in", ids).where("deleted_at_ms", "is", null);
  const locked = capabilities.hasRowLocks ? runs.orderBy("id").forNoKeyUpdate() : runs;
  return new Set((await locked.execute()).map(({ id }) => id));
}

/** Inserts the rows of completed uploads. */
export async function insertUploads(
  scope: RowsScope,
  uploadTargets: readonly WrittenUpload[],
  atMs: number,
): Promise<void> {
  await insertDraftFiles(scope, uploadTargets);
  for (const upload of uploadTargets) {
    await insertRunFile(scope, upload);
    await insertUploadPart(scope, upload);
  }
  await touchDrafts(
    scope,
    uploadTargets.map(({ uploadTarget }) => uploadTarget),
    atMs,
  );
}

/** Records activity of the drafts' clients: idle time starts again. */
async function touchDrafts({ db }: RowsScope, uploadTargets: readonly UploadTarget[], atMs: number): Promise<void> {
  const drafts = idsOf(uploadTargets, (uploadTarget) =>
    uploadTarget.kind === "draft-file" ? uploadTarget.artifactId : undefined,
  );
  const uploads = idsOf(uploadTargets, (uploadTarget) =>
    uploadTarget.kind === "part" ? uploadTarget.uploadId : undefined,
  );
  const touched = db.updateTable("artifacts").set({ touched_at_ms: atMs, expired_at_ms: null });
  if (drafts.length > 0) await touched.where("id", "in", drafts).execute();
  if (uploads.length === 0) return;
  const ofUploads = db.selectFrom("uploads").select("artifact_id").where("id", "in", uploads);
  await touched.where("id", "in", ofUploads).execute();
}

type DraftFileRow = [ArtifactId, string, string, number, number, string];

async function insertDraftFiles(
  { db, capabilities }: RowsScope,
  uploadTargets: readonly WrittenUpload[],
): Promise<void> {
  // One statement may contain each key only once; of a body that was sent twice the later one counts.
  const byKey = new Map<string, DraftFileRow>();
  for (const { uploadTarget, blobId, md5 } of uploadTargets) {
    if (uploadTarget.kind !== "draft-file") continue;
    const { artifactId, path, digest, projectId } = uploadTarget;
    byKey.set(`${artifactId} ${digest} ${path}`, [artifactId, path, digest, blobId, projectId, md5ToBase64(md5)]);
  }
  if (byKey.size === 0) return;
  const rows = [...byKey.values()];
  const input = inputRows(
    capabilities,
    { artifact_id: "int", path: "text", digest: "text", blob_id: "int", project_id: "int", md5: "text" },
    rows,
  );
  const { rows: replaced } = await sql<{ artifactId: ArtifactId; blobId: BlobId }>`
    select draft_blobs.artifact_id as "artifactId", draft_blobs.blob_id as "blobId"
    from ${input} as input cross join draft_blobs
    where draft_blobs.artifact_id = input.artifact_id and draft_blobs.path = input.path
      and draft_blobs.digest = input.digest and draft_blobs.blob_id <> input.blob_id`.execute(db);
  await sql`insert into draft_blobs (artifact_id, path, digest, blob_id)
    select artifact_id, path, digest, blob_id from ${input} as input where true
    on conflict (artifact_id, path, digest) do update set blob_id = excluded.blob_id`.execute(db);
  // A claim that depends on another draft or version is kept while that one has the bytes.
  await sql`insert into claims (project_id, algorithm, digest, blob_id, artifact_id)
    select project_id, 'MD5', md5, blob_id, max(artifact_id) from ${input} as input where true
    group by project_id, md5, blob_id
    on conflict (project_id, algorithm, digest, blob_id) do update set artifact_id = excluded.artifact_id
    where not ${isValidClaim}`.execute(db);
  await endReplacedClaims({ db, capabilities }, replaced);
}

/** Inserts an upload part; replaces an earlier one with the same number. */
async function insertUploadPart({ db }: RowsScope, { uploadTarget, blobId, md5 }: WrittenUpload): Promise<void> {
  if (uploadTarget.kind !== "part") return;
  const capabilities = { md5, blob_id: blobId };
  await db
    .insertInto("upload_parts")
    .values({ upload_id: uploadTarget.uploadId, number: uploadTarget.partNumber, ...capabilities })
    .onConflict((conflict) => conflict.columns(["upload_id", "number"]).doUpdateSet(capabilities))
    .execute();
}

async function insertRunFile(scope: RowsScope, { uploadTarget, blobId, md5 }: WrittenUpload): Promise<void> {
  if (uploadTarget.kind !== "run-file") return;
  const { db } = scope;
  const before = await db
    .selectFrom("run_files")
    .select("blob_id")
    .where("run_id", "=", uploadTarget.runId)
    .where("name", "=", uploadTarget.name)
    .executeTakeFirst();
  const capabilities = { blob_id: blobId, md5: md5ToBase64(md5), updated_at_ms: uploadTarget.atMs };
  await db
    .insertInto("run_files")
    .values({ run_id: uploadTarget.runId, name: uploadTarget.name, ...capabilities })
    .onConflict((conflict) => conflict.columns(["run_id", "name"]).doUpdateSet(capabilities))
    .execute();
  if (before?.blob_id === blobId) return;
  await addRefs(
    scope,
    "blobs",
    new Map(
      before === undefined
        ? [[blobId, 1]]
        : [
            [blobId, 1],
            [before.blob_id, -1],
          ],
    ),
  );
}

async function liveUploads(db: RowsScope["db"], ids: readonly UploadId[]): Promise<ReadonlySet<UploadId>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("uploads")
    .innerJoin("artifacts", "artifacts.id", "uploads.artifact_id")
    .select("uploads.id")
    .where("uploads.id", "in", ids)
    .where("artifacts.state", "=", "PENDING")
    .execute();
  return new Set(rows.map(({ id }) => id));
}

function idsOf<Id>(uploadTargets: readonly UploadTarget[], idOf: (uploadTarget: UploadTarget) => Id | undefined): Id[] {
  return [...new Set(uploadTargets.map(idOf))].filter((id) => id !== undefined);
}
