import { sql } from "kysely";
import type { Binding, Draft, DraftRows } from "../../../core/ports/metadata.ts";
import { type ArtifactId, type BlobHash, type BlobId, listName, StemmaError } from "../../../model/index.ts";
import { dropManifests } from "./drop-manifests.ts";
import { isValidClaim } from "./claims.ts";
import { inputRows, inputValues } from "../engine/input-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** Drafts as rows: versions that still receive files. */
export function draftRows(scope: RowsScope): DraftRows {
  const { db, capabilities } = scope;
  async function find(id: ArtifactId, isLocked: boolean): Promise<Draft | null> {
    let query = db
      .selectFrom("artifacts")
      .innerJoin("collections", "collections.id", "artifacts.collection_id")
      .innerJoin("projects", "projects.id", "collections.project_id")
      .select([
        "artifacts.id",
        "artifacts.state",
        "artifacts.collection_id",
        "collections.project_id",
        "projects.entity_id",
        "artifacts.digest",
        "artifacts.digest_algorithm",
        "artifacts.base_artifact_id",
        "artifacts.draft_aliases",
        "artifacts.made_by_run_id",
        "artifacts.distributed_id",
        "artifacts.expired_files",
      ])
      .where("artifacts.id", "=", id);
    if (isLocked && capabilities.hasRowLocks) query = query.forUpdate("artifacts");
    const row = await query.executeTakeFirst();
    if (row === undefined) return null;
    return {
      id: row.id,
      state: row.state,
      collectionId: row.collection_id,
      projectId: row.project_id,
      entityId: row.entity_id,
      digest: row.digest,
      digestAlgorithm: row.digest_algorithm,
      baseId: row.base_artifact_id,
      aliases: JSON.parse(row.draft_aliases) as string[],
      madeByRunId: row.made_by_run_id,
      distributedId: row.distributed_id,
      expiredFiles: row.expired_files === null ? null : (JSON.parse(row.expired_files) as Draft["expiredFiles"]),
    };
  }

  /**
   * Locks blobs, so that none is collected before the transaction ends.
   *
   * @throws `unavailable` if one was collected
   */
  async function lockBlobs(ids: ReadonlySet<BlobId>): Promise<void> {
    const blobs = db
      .selectFrom("blobs")
      .select("id")
      .where("id", "in", inputValues(capabilities, "int", [...ids]));
    const locked = await (capabilities.hasRowLocks ? blobs.forKeyShare() : blobs).execute();
    if (locked.length === ids.size) return;
    throw new StemmaError(
      "unavailable",
      "Cannot add the files to the draft: the bytes of some were garbage-collected in the meantime; try again",
    );
  }

  return {
    find: (id) => find(id, false),
    lock: (id) => find(id, true),
    async insert(draft) {
      const row = {
        collection_id: draft.collectionId,
        state: "PENDING" as const,
        version_index: null,
        digest: draft.digest,
        digest_algorithm: draft.digestAlgorithm,
        description: draft.description,
        metadata: draft.metadata,
        size_bytes: 0,
        entry_count: 0,
        ttl_seconds: draft.ttlSeconds,
        history_step: draft.historyStep,
        distributed_id: draft.distributedId,
        base_artifact_id: draft.baseId,
        manifest_id: null,
        draft_aliases: JSON.stringify(draft.aliases),
        made_by_run_id: draft.madeByRunId,
        created_by: draft.createdBy,
        created_at_ms: draft.atMs,
        updated_at_ms: draft.atMs,
        touched_at_ms: draft.atMs,
      };
      return (await db.insertInto("artifacts").values(row).returning("id").executeTakeFirstOrThrow()).id;
    },
    async findByClientId(clientId) {
      return (
        (await db.selectFrom("client_ids").select("artifact_id").where("client_id", "=", clientId).executeTakeFirst())
          ?.artifact_id ?? null
      );
    },
    async findByDistributedId(collectionId, distributedId) {
      const shared = db.selectFrom("artifacts").select("id").where("collection_id", "=", collectionId);
      return (await shared.where("distributed_id", "=", distributedId).executeTakeFirst())?.id ?? null;
    },
    async join(id, { aliases, description, metadata, ttlSeconds, atMs }) {
      const known = (await find(id, true))?.aliases ?? [];
      const changes = {
        draft_aliases: JSON.stringify([...new Set([...known, ...aliases])]),
        touched_at_ms: atMs,
        expired_at_ms: null,
        ...(description === null ? {} : { description }),
        ...(metadata === null ? {} : { metadata }),
        ...(ttlSeconds === null ? {} : { ttl_seconds: ttlSeconds }),
      };
      await db.updateTable("artifacts").set(changes).where("id", "=", id).execute();
    },
    async rememberClientId(clientId, id) {
      await db
        .insertInto("client_ids")
        .values({ client_id: clientId, artifact_id: id })
        .onConflict((conflict) => conflict.column("client_id").doUpdateSet({ artifact_id: id }))
        .execute();
    },
    async bind(draft, files) {
      const input = inputRows(
        capabilities,
        { path: "text", digest: "text", md5: "text" },
        files.map(({ path, digest, md5 = digest }) => [path, digest, md5]),
      );
      const own = sql`draft_blobs where draft_blobs.artifact_id = ${draft.id} and draft_blobs.path = input.path
        and draft_blobs.digest = input.digest`;
      // A file received by this draft under the same path decides. Other digests are looked up only if there is none,
      // because each lookup reads another part of the index.
      const { rows } = await sql<{ position: number; id: BlobId; hash: string; size_bytes: number }>`
        select found.position, blobs.id, blobs.hash, blobs.size_bytes from (
          select input.position, draft_blobs.blob_id from ${input} as input cross join ${own}
          union all
          select input.position, claims.blob_id from ${input} as input
            cross join claims where claims.project_id = ${draft.projectId} and claims.algorithm = 'MD5' and claims.digest = input.md5
            and ${isValidClaim} and not exists (select 1 from ${own})
        ) as found join blobs on blobs.id = found.blob_id`.execute(db);
      return bindings(files.length, rows);
    },
    async keep(id, files) {
      await lockBlobs(new Set(files.map(({ blobId }) => blobId)));
      const input = inputRows(
        capabilities,
        { path: "text", digest: "text", blob_id: "int" },
        files.map(({ path, digest, blobId }) => [path, digest, blobId]),
      );
      await sql`insert into draft_blobs (artifact_id, path, digest, blob_id)
        select cast(${id} as bigint), input.path, input.digest, input.blob_id from ${input} as input where true
        on conflict do nothing`.execute(db);
    },
    async touch(id, atMs) {
      await db
        .updateTable("artifacts")
        .set({ touched_at_ms: atMs, expired_at_ms: null })
        .where("id", "=", id)
        .execute();
    },
    listOpen(entityId, page, nowMs) {
      const drafts = db
        .selectFrom("artifacts")
        .innerJoin("collections", "collections.id", "artifacts.collection_id")
        .innerJoin("projects", "projects.id", "collections.project_id")
        .select([
          "artifacts.id",
          "artifacts.created_at_ms as createdAtMs",
          "artifacts.touched_at_ms as touchedAtMs",
          "artifacts.expired_at_ms as expiredAtMs",
          sql<number | string>`(select count(*) from draft_blobs where draft_blobs.artifact_id = artifacts.id)`.as(
            "fileCount",
          ),
        ])
        .where("artifacts.state", "=", "PENDING");
      return keysetPage(
        entityId === null ? drafts : drafts.where("projects.entity_id", "=", entityId),
        {
          list: listName("drafts", entityId),
          keys: [
            { value: sql`artifacts.touched_at_ms`, type: "int" },
            { value: sql`artifacts.id`, type: "int" },
          ],
          changes: { nowMs, changedAtMs: sql`artifacts.touched_at_ms` },
        },
        page,
        (rows) =>
          rows.map(({ id, createdAtMs, touchedAtMs, expiredAtMs, fileCount }) => ({
            id,
            createdAtMs,
            touchedAtMs,
            expiredAtMs,
            fileCount: Number(fileCount),
          })),
      );
    },
    async markExpired(ids) {
      const drafts = db.updateTable("artifacts").set({ touched_at_ms: 0 }).where("state", "=", "PENDING");
      await drafts.where("id", "in", inputValues(capabilities, "int", ids)).execute();
    },
    async commit(id, { collectionId, versionIndex, manifestId, digest, sizeBytes, entryCount, atMs }) {
      await db
        .updateTable("artifacts")
        .set({
          state: "COMMITTED",
          version_index: versionIndex,
          manifest_id: manifestId,
          digest,
          size_bytes: sizeBytes,
          entry_count: entryCount,
          updated_at_ms: atMs,
          expired_at_ms: null,
          expired_files: null,
        })
        .where("id", "=", id)
        .execute();
      // A version has one manifest: the references of the draft's earlier ones would never be dropped.
      await dropManifests(scope, { artifactIds: [id], kept: manifestId });
      const membership = {
        collection_id: collectionId,
        artifact_id: id,
        version_index: versionIndex,
        created_at_ms: atMs,
      };
      return (await db.insertInto("memberships").values(membership).returning("id").executeTakeFirstOrThrow()).id;
    },
  };
}

/** A digest binds to its blob only while it has one blob. */
function bindings(
  count: number,
  rows: readonly { position: number; id: BlobId; hash: string; size_bytes: number }[],
): Binding[] {
  const result: Binding[] = Array.from({ length: count }, () => "missing");
  for (const row of rows) {
    const blob = { id: row.id, hash: row.hash as BlobHash, sizeBytes: row.size_bytes };
    result[row.position] = result[row.position] === "missing" ? blob : "ambiguous";
  }
  return result;
}
