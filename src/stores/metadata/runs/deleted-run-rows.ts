import { sql } from "kysely";
import type { DeletedRun, DeletedRunRows } from "../../../core/ports/metadata.ts";
import { listName, type RunId } from "../../../model/index.ts";
import { dropRefs } from "../reference-counts.ts";
import { inputValues } from "../engine/input-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import { addValues, dropValues } from "./run-columns.ts";

/** The columns of a run that are kept aside and restored with it. */
const KEPT_COLUMNS = [
  "display_name",
  "state",
  "job_type",
  "run_group",
  "notes",
  "description",
  "tags",
  "config",
  "summary",
  "host",
  "program",
  "commit_hash",
  "repo",
  "sweep_name",
  "exit_code",
  "is_stop_requested",
  "heartbeat_at_ms",
] as const;
const HELD = sql.raw(KEPT_COLUMNS.join(", "));

/** Deleted and replaced runs as rows. */
export function deletedRunRows(scope: RowsScope): DeletedRunRows {
  const { db, capabilities } = scope;
  const linesOf = async (id: RunId): Promise<number> => {
    const row = await db.selectFrom("runs").select("lines_id").where("id", "=", id).executeTakeFirst();
    return row?.lines_id ?? id;
  };
  const moveFiles = async (from: RunId, to: RunId): Promise<void> => {
    await db.updateTable("run_files").set({ run_id: to }).where("run_id", "=", from).execute();
  };
  /** Changes the columns of a run and updates its value index. */
  const reindexed = async (id: RunId, atMs: number, change: () => Promise<void>): Promise<void> => {
    await dropValues(scope, id);
    await change();
    await addValues(scope, id, atMs);
  };
  return {
    async setAside(id, { name, atMs }) {
      const { rows } = await sql<{ id: RunId }>`
        insert into runs (project_id, name, created_by, created_at_ms, deleted_at_ms, replaced_by_id, lines_id, ${HELD})
        select project_id, cast(${name} as text), created_by, created_at_ms, cast(${atMs} as bigint), id, coalesce(lines_id, id), ${HELD}
        from runs where id = ${id} returning id`.execute(db);
      const setAside = rows[0]!.id;
      // The lines are not moved: the run writes under the new row from now on.
      await db.updateTable("runs").set({ lines_id: setAside }).where("id", "=", id).execute();
      await moveFiles(id, setAside);
      return setAside;
    },
    async putBack(setAsideId, atMs) {
      const { replaced_by_id: id } = await db
        .selectFrom("runs")
        .select("replaced_by_id")
        .where("id", "=", setAsideId)
        .executeTakeFirstOrThrow();
      const [oldLines, newLines] = [await linesOf(setAsideId), await linesOf(id!)];
      const set = sql.raw(KEPT_COLUMNS.map((column) => `${column} = old.${column}`).join(", "));
      await reindexed(id!, atMs, async () => {
        await sql`update runs set ${set} from runs as old where runs.id = ${id} and old.id = ${setAsideId}`.execute(db);
      });
      await db.updateTable("runs").set({ lines_id: oldLines }).where("id", "=", id!).execute();
      await moveFiles(setAsideId, id!);
      const husk = { lines_id: newLines, purged_at_ms: atMs, config: "{}", summary: "{}", tags: "[]" };
      await db.updateTable("runs").set(husk).where("id", "=", setAsideId).execute();
    },
    async byIds(ids) {
      const rows = db
        .selectFrom("runs")
        .select(["id", "deleted_at_ms", "purged_at_ms", "replaced_by_id"])
        .where("id", "in", inputValues(capabilities, "int", ids))
        .where("deleted_at_ms", "is not", null)
        .orderBy("id");
      return (await (capabilities.hasRowLocks ? rows.forUpdate() : rows).execute()).map(toDeleted);
    },
    list({ entityId, projectId }, page) {
      let deleted = db
        .selectFrom("runs")
        .innerJoin("projects", "projects.id", "runs.project_id")
        .select(["runs.id", "runs.deleted_at_ms", "runs.purged_at_ms", "runs.replaced_by_id"])
        .where("runs.deleted_at_ms", "is not", null)
        .where("runs.purged_at_ms", "is", null);
      if (entityId !== null) deleted = deleted.where("projects.entity_id", "=", entityId);
      if (projectId !== null) deleted = deleted.where("projects.id", "=", projectId);
      return keysetPage(
        deleted,
        {
          list: listName("deleted-runs", entityId, projectId),
          keys: [
            { value: sql`runs.deleted_at_ms`, type: "int", isDescending: true },
            { value: sql`runs.id`, type: "int", isDescending: true },
          ],
        },
        page,
        (rows) => rows.map(toDeleted),
      );
    },
    async undelete(id) {
      await db.updateTable("runs").set({ deleted_at_ms: null }).where("id", "=", id).execute();
    },
    async purgeable(deletedUntilMs, count) {
      const rows = await db
        .selectFrom("runs")
        .select("id")
        .where("deleted_at_ms", "<=", deletedUntilMs)
        .where("purged_at_ms", "is", null)
        .orderBy("id")
        .limit(count)
        .execute();
      return rows.map(({ id }) => id);
    },
    async dropLines(id, count) {
      const lines = await linesOf(id);
      const { numAffectedRows } = await sql`delete from run_lines where run_id = ${lines} and (stream, number) in (
        select stream, number from run_lines where run_id = ${lines} limit ${count})`.execute(db);
      return Number(numAffectedRows ?? 0);
    },
    async purge(id, atMs) {
      // Locked first, so that no file is added while the run is deleted.
      if (capabilities.hasRowLocks) await db.selectFrom("runs").select("id").where("id", "=", id).forUpdate().execute();
      const files = await db.deleteFrom("run_files").where("run_id", "=", id).returning("blob_id").execute();
      await dropRefs(
        scope,
        "blobs",
        files.map(({ blob_id }) => blob_id),
      );
      await db.deleteFrom("run_writers").where("run_id", "=", id).execute();
      const gone = { tags: "[]", config: "{}", summary: "{}", notes: null, description: null, purged_at_ms: atMs };
      await dropValues(scope, id);
      await db.updateTable("runs").set(gone).where("id", "=", id).execute();
    },
  };
}

function toDeleted(row: {
  id: RunId;
  deleted_at_ms: number | null;
  purged_at_ms: number | null;
  replaced_by_id: RunId | null;
}): DeletedRun {
  return {
    id: row.id,
    deletedAtMs: row.deleted_at_ms!,
    isPurged: row.purged_at_ms !== null,
    replacedById: row.replaced_by_id,
  };
}
