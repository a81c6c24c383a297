import { sql } from "kysely";
import type { RunFile, RunFileRows } from "../../../core/ports/metadata.ts";
import { type BlobHash, type BlobId, listName, type RunId } from "../../../model/index.ts";
import { dropRefs } from "../reference-counts.ts";
import { inputValues } from "../engine/input-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** The files of runs as rows. */
export function runFileRows(scope: RowsScope): RunFileRows {
  const { db, capabilities } = scope;
  const files = (runId: RunId) =>
    db
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
  return {
    async find(runId, name) {
      const row = await files(runId).where("run_files.name", "=", name).executeTakeFirst();
      return row === undefined ? null : toFile(row);
    },
    list(runId, names, page) {
      const all = files(runId);
      return keysetPage(
        names === undefined ? all : all.where("run_files.name", "in", inputValues(capabilities, "text", names)),
        { list: listName("run files", runId), keys: [{ value: sql`run_files.name`, type: "text" }] },
        page,
        (rows) => rows.map(toFile),
      );
    },
    async delete(runId, names) {
      if (names.length === 0) return;
      const gone = await db
        .deleteFrom("run_files")
        .where("run_id", "=", runId)
        .where("name", "in", inputValues(capabilities, "text", names))
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

function toFile(row: {
  name: string;
  blob_id: BlobId;
  hash: string;
  size_bytes: number;
  md5: string;
  updated_at_ms: number;
}): RunFile {
  return {
    name: row.name,
    blobId: row.blob_id,
    blob: row.hash as BlobHash,
    sizeBytes: row.size_bytes,
    md5: row.md5,
    updatedAtMs: row.updated_at_ms,
  };
}
