import type { UploadRows } from "../../../core/ports/metadata.ts";
import type { BlobHash, Md5Hex } from "../../../model/index.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** Multipart uploads as rows. */
export function uploadRows({ db }: RowsScope): UploadRows {
  return {
    async open({ artifactId, path, digest, entryDigest, atMs }) {
      const key = { artifact_id: artifactId, path, digest };
      await db
        .insertInto("uploads")
        .values({ ...key, entry_digest: entryDigest, is_done: 0, created_at_ms: atMs })
        .onConflict((conflict) => conflict.columns(["artifact_id", "path", "digest"]).doNothing())
        .execute();
      const query = db.selectFrom("uploads").select("id").where("artifact_id", "=", artifactId);
      return (await query.where("path", "=", path).where("digest", "=", digest).executeTakeFirstOrThrow()).id;
    },
    async find(id) {
      const columns = ["id", "artifact_id as artifactId", "path", "digest", "entry_digest as entryDigest"] as const;
      return (await db.selectFrom("uploads").select(columns).where("id", "=", id).executeTakeFirst()) ?? null;
    },
    async parts(id) {
      const rows = await db
        .selectFrom("upload_parts")
        .innerJoin("blobs", "blobs.id", "upload_parts.blob_id")
        .select(["number", "md5", "blobs.hash"])
        .where("upload_id", "=", id)
        .orderBy("number")
        .execute();
      return rows.map(({ number, md5, hash }) => ({ number, md5: md5 as Md5Hex, blob: hash as BlobHash }));
    },
    async isDone(id) {
      const row = await db.selectFrom("uploads").select("is_done").where("id", "=", id).executeTakeFirst();
      return row?.is_done === 1;
    },
    async finish(id) {
      await db.deleteFrom("upload_parts").where("upload_id", "=", id).execute();
      await db.updateTable("uploads").set({ is_done: 1 }).where("id", "=", id).execute();
    },
  };
}
