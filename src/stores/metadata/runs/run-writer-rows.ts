import type { RunWriterRows } from "../../../core/ports/metadata.ts";
import { SOLE_WRITER } from "../../../model/index.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** The writers of runs as rows. */
export function runWriterRows({ db }: RowsScope): RunWriterRows {
  return {
    async config(id, writer) {
      const row = await db
        .selectFrom("run_writers")
        .select("config")
        .where("run_id", "=", id)
        .where("writer", "=", writer)
        .executeTakeFirst();
      return row?.config;
    },
    async isShared(id) {
      const row = await db
        .selectFrom("run_writers")
        .select("writer")
        .where("run_id", "=", id)
        .where("writer", "<>", SOLE_WRITER)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    async setConfig(id, writer, config) {
      await db
        .insertInto("run_writers")
        .values({ run_id: id, writer, config })
        .onConflict((conflict) => conflict.columns(["run_id", "writer"]).doUpdateSet({ config }))
        .execute();
    },
    async forget(id, writer) {
      await db.deleteFrom("run_writers").where("run_id", "=", id).where("writer", "=", writer).execute();
    },
    async forgetAll(id) {
      await db.deleteFrom("run_writers").where("run_id", "=", id).execute();
    },
  };
}
