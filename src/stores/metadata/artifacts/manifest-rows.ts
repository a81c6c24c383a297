import { sql } from "kysely";
import type { ManifestRow, ManifestRows } from "../../../core/ports/metadata.ts";
import type { BlobHash, BlobId, ManifestId } from "../../../model/index.ts";
import { StemmaError } from "../../../model/index.ts";
import { addRefs, countEach, dropRefs } from "../reference-counts.ts";
import { inputRows, inputValues } from "../engine/input-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** Manifests and their nodes as rows. */
export function manifestRows(scope: RowsScope): ManifestRows {
  const { db, capabilities } = scope;
  const manifests = () => db.selectFrom("manifests").selectAll();

  async function dropNodes(id: ManifestId): Promise<void> {
    const nodes = await db.deleteFrom("manifest_nodes").where("manifest_id", "=", id).returning("part_id").execute();
    await dropRefs(
      scope,
      "manifest_parts",
      nodes.map(({ part_id }) => part_id),
    );
  }

  /**
   * Locks manifest parts, so that none is collected before the transaction ends.
   *
   * @throws `unavailable` if one was collected
   */
  async function lockParts(ids: ReadonlySet<number>): Promise<void> {
    const parts = db
      .selectFrom("manifest_parts")
      .select("id")
      .where("id", "in", inputValues(capabilities, "int", [...ids]));
    const locked = await (capabilities.hasRowLocks ? parts.forKeyShare() : parts).execute();
    if (locked.length === ids.size) return;
    throw new StemmaError(
      "unavailable",
      "Cannot store the manifest: a part of it was garbage-collected in the meantime; send it again",
    );
  }

  return {
    async insert({ artifactId, kind, name, md5, baseId, runName, atMs }) {
      const row = {
        artifact_id: artifactId,
        kind,
        name,
        md5,
        base_artifact_id: baseId,
        run_name: runName,
        is_received: 0,
        digest: "",
        size_bytes: 0,
        entry_count: 0,
        created_at_ms: atMs,
        policy_config: null,
      };
      return toManifest(await db.insertInto("manifests").values(row).returningAll().executeTakeFirstOrThrow());
    },
    async declare(id, { md5, baseId }) {
      const capabilities = { md5, ...(baseId === undefined ? {} : { base_artifact_id: baseId }) };
      await db.updateTable("manifests").set(capabilities).where("id", "=", id).execute();
    },
    async byId(id) {
      const row = await manifests().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toManifest(row);
    },
    async ofDraft(id) {
      return (await manifests().where("artifact_id", "=", id).orderBy("id").execute()).map(toManifest);
    },
    async ofVersion(id) {
      return (
        (await db.selectFrom("artifacts").select("manifest_id").where("id", "=", id).executeTakeFirst())?.manifest_id ??
        null
      );
    },
    async receive(id, nodes, { digest, sizeBytes, entryCount, policyConfig = null }) {
      // First, to lock the manifest: the same one may arrive twice at once.
      await db
        .updateTable("manifests")
        .set({ is_received: 1, digest, size_bytes: sizeBytes, entry_count: entryCount, policy_config: policyConfig })
        .where("id", "=", id)
        .execute();
      await lockParts(new Set(nodes.map(({ partId }) => partId)));
      await dropNodes(id);
      const input = inputRows(
        capabilities,
        { part_id: "int", first_path: "text", entry_count: "int" },
        nodes.map((node) => [node.partId, node.firstPath, node.entryCount]),
      );
      await sql`insert into manifest_nodes (manifest_id, position, first_path, entry_count, part_id)
        select cast(${id} as bigint), input.position, input.first_path, input.entry_count, input.part_id
        from ${input} as input`.execute(db);
      await addRefs(scope, "manifest_parts", countEach(nodes.map(({ partId }) => partId)));
    },
    async nodes(id) {
      const rows = await db
        .selectFrom("manifest_nodes")
        .innerJoin("manifest_parts", "manifest_parts.id", "manifest_nodes.part_id")
        .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
        .select(["manifest_nodes.part_id", "manifest_nodes.first_path", "manifest_nodes.entry_count", "chunks.hash"])
        .where("manifest_id", "=", id)
        .orderBy("position")
        .execute();
      return rows.map((row) => ({
        partId: row.part_id,
        firstPath: row.first_path,
        entryCount: row.entry_count,
        chunkHash: row.hash,
      }));
    },
    async blobs(hashes) {
      const input = inputRows(
        capabilities,
        { hash: "text" },
        hashes.map((hash) => [hash]),
      );
      const { rows } = await sql<{ id: BlobId; hash: BlobHash; size_bytes: number }>`
        select blobs.id, blobs.hash, blobs.size_bytes from ${input} as input cross join blobs where blobs.hash = input.hash`.execute(
        db,
      );
      return rows.map((row) => ({ id: row.id, hash: row.hash, sizeBytes: row.size_bytes }));
    },
  };
}

function toManifest(row: {
  id: ManifestId;
  artifact_id: ManifestRow["artifactId"];
  kind: ManifestRow["kind"];
  name: string;
  md5: string;
  base_artifact_id: ManifestRow["baseId"];
  run_name: string;
  is_received: number;
  digest: string;
  size_bytes: number;
  entry_count: number;
  created_at_ms: number;
  policy_config: string | null;
}): ManifestRow {
  return {
    id: row.id,
    artifactId: row.artifact_id,
    kind: row.kind,
    name: row.name,
    md5: row.md5,
    baseId: row.base_artifact_id,
    runName: row.run_name,
    isReceived: row.is_received === 1,
    digest: row.digest,
    sizeBytes: row.size_bytes,
    entryCount: row.entry_count,
    policyConfig: row.policy_config,
    createdAtMs: row.created_at_ms,
  };
}
