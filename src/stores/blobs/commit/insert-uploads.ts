import { sql } from "kysely";
import type { Receipt } from "../../../core/ports/blob-store.ts";
import {
  type ArtifactId,
  type BlobId,
  type Md5Hex,
  md5ToBase64,
  type RunId,
  StemmaError,
  type UploadId,
} from "../../../model/index.ts";
import { endReplacedClaim, isHeldClaim } from "../../metadata/artifacts/held-claims.ts";
import { inputRows } from "../../metadata/engine/input-rows.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { addRefs } from "../../metadata/reference-counts.ts";

/** A receipt with the blob its body became. */
export interface PlacedReceipt {
  readonly receipt: Receipt;
  readonly blobId: BlobId;
  readonly md5: Md5Hex;
}

/**
 * Checks that what bodies were sent for still waits for them: a draft that is open, a run that is there.
 *
 * **Errors** `conflict`, `not_found`
 */
export async function requireTargets(scope: RowsScope, receipts: readonly Receipt[]): Promise<void> {
  const { db } = scope;
  const drafts = idsOf(receipts, (receipt) => (receipt.kind === "draft-file" ? receipt.artifactId : undefined));
  const runs = idsOf(receipts, (receipt) => (receipt.kind === "run-file" ? receipt.runId : undefined));
  const openDrafts = await holdDrafts(scope, drafts);
  const liveRuns = await holdRuns(scope, runs);
  const uploads = idsOf(receipts, (receipt) => (receipt.kind === "part" ? receipt.uploadId : undefined));
  const openUploads = await liveUploads(db, uploads);
  for (const receipt of receipts) {
    if (receipt.kind === "part" && !openUploads.has(receipt.uploadId)) {
      throw new StemmaError(
        "conflict",
        `Cannot store part ${receipt.partNumber}: its upload is finished or was deleted`,
      );
    }
    if (receipt.kind === "draft-file" && !openDrafts.has(receipt.artifactId)) {
      throw new StemmaError(
        "conflict",
        `Cannot store "${receipt.path}": its version is committed or was deleted, expected a draft`,
      );
    }
    if (receipt.kind === "run-file" && !liveRuns.has(receipt.runId)) {
      throw new StemmaError("not_found", `Cannot store "${receipt.name}": its run was deleted`);
    }
  }
}

/** Drafts that take files, held so that none is committed before the files are in. They are held in one order by all. */
async function holdDrafts({ db, facts }: RowsScope, ids: readonly ArtifactId[]): Promise<ReadonlySet<ArtifactId>> {
  if (ids.length === 0) return new Set();
  const drafts = db.selectFrom("artifacts").select("id").where("id", "in", ids).where("state", "=", "PENDING");
  const held = facts.hasRowLocks ? drafts.orderBy("id").forNoKeyUpdate() : drafts;
  return new Set((await held.execute()).map(({ id }) => id));
}

/** Runs that are there, held so that two bodies for one file of a run count its blobs one after the other. */
async function holdRuns({ db, facts }: RowsScope, ids: readonly RunId[]): Promise<ReadonlySet<RunId>> {
  if (ids.length === 0) return new Set();
  const runs = db.selectFrom("runs").select("id").where("id", "in", ids).where("deleted_at_ms", "is", null);
  const held = facts.hasRowLocks ? runs.orderBy("id").forNoKeyUpdate() : runs;
  return new Set((await held.execute()).map(({ id }) => id));
}

/** Enters what bodies were sent for. */
export async function enterReceipts(scope: RowsScope, receipts: readonly PlacedReceipt[], atMs: number): Promise<void> {
  await enterDraftFiles(scope, receipts);
  for (const placed of receipts) {
    await enterRunFile(scope, placed);
    await enterUploadPart(scope, placed);
  }
  await touchDrafts(
    scope,
    receipts.map(({ receipt }) => receipt),
    atMs,
  );
}

/** The client of a draft is there: its silence counts from now. */
async function touchDrafts({ db }: RowsScope, receipts: readonly Receipt[], atMs: number): Promise<void> {
  const drafts = idsOf(receipts, (receipt) => (receipt.kind === "draft-file" ? receipt.artifactId : undefined));
  const uploads = idsOf(receipts, (receipt) => (receipt.kind === "part" ? receipt.uploadId : undefined));
  const touched = db.updateTable("artifacts").set({ touched_at_ms: atMs, lapsed_at_ms: null });
  if (drafts.length > 0) await touched.where("id", "in", drafts).execute();
  if (uploads.length === 0) return;
  const ofUploads = db.selectFrom("uploads").select("artifact_id").where("id", "in", uploads);
  await touched.where("id", "in", ofUploads).execute();
}

type DraftFileRow = [ArtifactId, string, string, number, number, string];

async function enterDraftFiles({ db, facts }: RowsScope, receipts: readonly PlacedReceipt[]): Promise<void> {
  // One statement may meet each key once only; of a body that was sent twice the later one counts.
  const byKey = new Map<string, DraftFileRow>();
  for (const { receipt, blobId, md5 } of receipts) {
    if (receipt.kind !== "draft-file") continue;
    const { artifactId, path, digest, projectId } = receipt;
    byKey.set(`${artifactId} ${digest} ${path}`, [artifactId, path, digest, blobId, projectId, md5ToBase64(md5)]);
  }
  if (byKey.size === 0) return;
  const rows = [...byKey.values()];
  const given = inputRows(
    facts,
    { artifact_id: "int", path: "text", digest: "text", blob_id: "int", project_id: "int", md5: "text" },
    rows,
  );
  const { rows: replaced } = await sql<{ artifactId: ArtifactId; blobId: BlobId }>`
    select draft_blobs.artifact_id as "artifactId", draft_blobs.blob_id as "blobId"
    from ${given} as given cross join draft_blobs
    where draft_blobs.artifact_id = given.artifact_id and draft_blobs.path = given.path
      and draft_blobs.digest = given.digest and draft_blobs.blob_id <> given.blob_id`.execute(db);
  await sql`insert into draft_blobs (artifact_id, path, digest, blob_id)
    select artifact_id, path, digest, blob_id from ${given} as given where true
    on conflict (artifact_id, path, digest) do update set blob_id = excluded.blob_id`.execute(db);
  // A claim that rests on another draft or version stays as it is while that one has the bytes.
  await sql`insert into claims (project_id, algorithm, digest, blob_id, artifact_id)
    select project_id, 'MD5', md5, blob_id, max(artifact_id) from ${given} as given where true
    group by project_id, md5, blob_id
    on conflict (project_id, algorithm, digest, blob_id) do update set artifact_id = excluded.artifact_id
    where not ${isHeldClaim}`.execute(db);
  for (const of of replaced) await endReplacedClaim({ db, facts }, of);
}

/** A part that is sent again takes the place of the one before. */
async function enterUploadPart({ db }: RowsScope, { receipt, blobId, md5 }: PlacedReceipt): Promise<void> {
  if (receipt.kind !== "part") return;
  const facts = { md5, blob_id: blobId };
  await db
    .insertInto("upload_parts")
    .values({ upload_id: receipt.uploadId, number: receipt.partNumber, ...facts })
    .onConflict((conflict) => conflict.columns(["upload_id", "number"]).doUpdateSet(facts))
    .execute();
}

async function enterRunFile(scope: RowsScope, { receipt, blobId, md5 }: PlacedReceipt): Promise<void> {
  if (receipt.kind !== "run-file") return;
  const { db } = scope;
  const before = await db
    .selectFrom("run_files")
    .select("blob_id")
    .where("run_id", "=", receipt.runId)
    .where("name", "=", receipt.name)
    .executeTakeFirst();
  const facts = { blob_id: blobId, md5: md5ToBase64(md5), updated_at_ms: receipt.atMs };
  await db
    .insertInto("run_files")
    .values({ run_id: receipt.runId, name: receipt.name, ...facts })
    .onConflict((conflict) => conflict.columns(["run_id", "name"]).doUpdateSet(facts))
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

function idsOf<Id>(receipts: readonly Receipt[], idOf: (receipt: Receipt) => Id | undefined): Id[] {
  return [...new Set(receipts.map(idOf))].filter((id) => id !== undefined);
}
