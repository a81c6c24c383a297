import { type RawBuilder, sql } from "kysely";
import {
  type ArtifactId,
  type BlobId,
  DRAFT_IDLE_MS,
  EXPIRED_DRAFT_KEPT_MS,
  MAX_NAMED_FAULTS,
} from "../../../model/index.ts";
import { blobsInManifest, endClaims, moveClaims } from "../../metadata/artifacts/claims.ts";
import { clearManifests, dropManifests } from "../../metadata/artifacts/drop-manifests.ts";
import type { Engine } from "../../metadata/engine/engine.ts";
import { inputValues } from "../../metadata/engine/input-rows.ts";
import { runBatches } from "../../metadata/engine/run-batches.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";

/** Drafts expired in one transaction. */
const DRAFTS_PER_BATCH = 100;
/** Upload rows of finished drafts deleted in one transaction. */
const FILES_PER_BATCH = 5000;

/**
 * Expires idle drafts: discards their uploads and clears the upload rows of committed versions. The draft itself is
 * kept for a while, so that a returning client receives the list of files to send again.
 *
 * @returns the number of expired drafts
 */
export async function expireIdleDrafts(engine: Engine, nowMs: number): Promise<number> {
  await clearFinishedDrafts(engine);
  const expired = await runBatches(engine, async (scope) => {
    const ids = await lockDrafts(
      scope,
      sql<boolean>`expired_at_ms is null and touched_at_ms < ${nowMs - DRAFT_IDLE_MS}`,
    );
    if (ids.length > 0) await expireDrafts(scope, ids, { atMs: nowMs });
    return ids.length;
  });
  await runBatches(engine, async (scope) => {
    const ids = await lockDrafts(scope, sql<boolean>`expired_at_ms < ${nowMs - EXPIRED_DRAFT_KEPT_MS}`);
    if (ids.length > 0) await forgetDrafts(scope, ids);
    return ids.length;
  });
  return expired;
}

/**
 * Discards the uploads of locked drafts; records their number and some of the paths.
 *
 * Format: `expired_files` is JSON, `{count, paths}`
 */
async function expireDrafts({ db, capabilities }: RowsScope, ids: readonly ArtifactId[], { atMs }: { atMs: number }) {
  const input = inputValues(capabilities, "int", ids);
  const { rows: files } = await sql<{ artifact_id: ArtifactId; path: string; total: number | string }>`
    select artifact_id, path, total from (
      select artifact_id, path, count(*) over (partition by artifact_id) as total,
        row_number() over (partition by artifact_id order by path) as position
      from draft_blobs where artifact_id in ${input}) as numbered
    where position <= ${MAX_NAMED_FAULTS} order by artifact_id, position`.execute(db);
  const filesOf = Map.groupBy(files, ({ artifact_id }) => artifact_id);
  await clearManifests({ db, capabilities }, ids);
  await endClaims({ db, capabilities }, ids);
  for (const table of ["draft_blobs", "uploads"] as const)
    await db.deleteFrom(table).where("artifact_id", "in", ids).execute();
  for (const id of ids) {
    const of = filesOf.get(id) ?? [];
    const expired = { count: Number(of[0]?.total ?? 0), paths: of.map(({ path }) => path) };
    const changes = { expired_at_ms: atMs, expired_files: JSON.stringify(expired) };
    await db.updateTable("artifacts").set(changes).where("id", "=", id).execute();
  }
  await sql`insert into storage_journal (at_ms, action, subject, reason, entity_id)
    select cast(${atMs} as bigint), 'LAPSED', entities.name || '/' || projects.name || '/' || collections.name,
      'its client was silent', projects.entity_id
    from artifacts join collections on collections.id = artifacts.collection_id
    join projects on projects.id = collections.project_id join entities on entities.id = projects.entity_id
    where artifacts.id in ${input}`.execute(db);
}

/** Deletes drafts for good, with the lineage of runs that used one by its id. */
async function forgetDrafts(scope: RowsScope, ids: readonly ArtifactId[]): Promise<void> {
  await dropManifests(scope, { artifactIds: ids });
  await scope.db.deleteFrom("run_inputs").where("artifact_id", "in", ids).execute();
  await scope.db.deleteFrom("artifacts").where("id", "in", ids).execute();
}

/**
 * Locks the matching drafts, so that none receives a file or is committed. Skips a draft that another transaction
 * updates: it is not idle.
 */
async function lockDrafts({ db, capabilities }: RowsScope, condition: RawBuilder<boolean>): Promise<ArtifactId[]> {
  const drafts = db.selectFrom("artifacts").select("id").where("state", "=", "PENDING").where(condition);
  const some = drafts.limit(DRAFTS_PER_BATCH);
  return (await (capabilities.hasRowLocks ? some.forUpdate().skipLocked() : some).execute()).map(({ id }) => id);
}

/**
 * Clears the upload rows of committed versions: the manifest references their files, and claims move to the version.
 */
async function clearFinishedDrafts(engine: Engine): Promise<void> {
  // A large version takes many batches; its manifest is read once.
  let manifest: { readonly id: ArtifactId; readonly blobs: ReadonlySet<BlobId> } | undefined;
  await runBatches(engine, async (scope) => {
    await sql`delete from uploads where artifact_id in (select distinct upload.artifact_id from uploads as upload
      join artifacts on artifacts.id = upload.artifact_id where artifacts.state <> 'PENDING')`.execute(scope.db);
    const finished = await scope.db
      .selectFrom("draft_blobs")
      .innerJoin("artifacts", "artifacts.id", "draft_blobs.artifact_id")
      .select("artifacts.id")
      .distinct()
      .where("artifacts.state", "<>", "PENDING")
      .limit(DRAFTS_PER_BATCH)
      .execute();
    let files = 0;
    for (const { id } of finished) {
      if (files >= FILES_PER_BATCH) break;
      if (manifest?.id !== id) manifest = { id, blobs: await blobsInManifest(scope, id) };
      files += await moveClaims(scope, id, { inManifest: manifest.blobs, atMost: FILES_PER_BATCH });
    }
    return files;
  });
}
