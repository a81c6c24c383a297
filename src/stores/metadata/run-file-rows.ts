import type { RunFileRows } from "../../core/ports/metadata.ts";
import type { BlobHash } from "../../model/index.ts";
import { dropRefs } from "../blobs/enter-chunks.ts";
import { inputValues } from "./input-rows.ts";
import type { RowsScope } from "./rows-scope.ts";

/** The files of runs as rows. */
export function runFileRows(scope: RowsScope): RunFileRows {
  const { db, facts } = scope;
  return {
    async list(runId, names) {
      if (names?.length === 0) return [];
      let query = db
        .selectFrom("run_files")
        .innerJoin("blobs", "blobs.id", "run_files.blob_id")
        .select([
          "run_files.name",
          "run_files.blob_id",
          "blobs.hash",
          "blobs.size_bytes",
          "run_files.md5",
          "run_files.updated_at_ms",
        ])
        .where("run_id", "=", runId);
      if (names !== undefined) query = query.where("run_files.name", "in", inputValues(facts, "text", names));
      const rows = await query.orderBy("run_files.name").execute();
      return rows.map((row) => ({
        name: row.name,
        blobId: row.blob_id,
        blob: row.hash as BlobHash,
        sizeBytes: row.size_bytes,
        md5: row.md5,
        updatedAtMs: row.updated_at_ms,
      }));
    },
    async delete(runId, names) {
      if (names.length === 0) return;
      const gone = await db
        .deleteFrom("run_files")
        .where("run_id", "=", runId)
        .where("name", "in", inputValues(facts, "text", names))
        .returning("blob_id")
        .execute();
      await dropRefs(
        scope,
        "blobs",
        gone.map(({ blob_id }) => blob_id),
      );
    },
  };
}
