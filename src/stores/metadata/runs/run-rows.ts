import { sql } from "kysely";
import type { RunChanges, RunRows } from "../../../core/ports/metadata.ts";
import type { Run, RunId } from "../../../model/index.ts";
import { inputRows, inputValues } from "../engine/input-rows.ts";
import { narrowRuns } from "./narrowed-runs.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import {
  addValues,
  columnsOf,
  contentColumns,
  contentOf,
  contentRow,
  definedOf,
  indexedChanges,
  liveRuns,
  readRuns,
  selectRuns,
  toRuns,
} from "./run-columns.ts";
import { changeValues, VALUES_STATE } from "./run-value-rows.ts";

/** Runs as rows. */
export function runRows(scope: RowsScope): RunRows {
  const { db, capabilities } = scope;
  async function one(query: ReturnType<typeof selectRuns>): Promise<Run | null> {
    return (await toRuns(db, await query.execute()))[0] ?? null;
  }
  /** Updates the value index and returns the columns of the row that describe it. */
  async function valueColumns(
    id: RunId,
    changes: RunChanges,
  ): Promise<{ values_state?: number; values_at_ms?: number }> {
    const isMoved = changes.state !== undefined && changes.changedAtMs !== undefined;
    const moved = isMoved ? { values_at_ms: changes.changedAtMs } : {};
    if (!indexedChanges.some((field) => changes[field] !== undefined)) return moved;
    const row = await contentRow(scope, id);
    if (row === undefined) return {};
    const content = contentOf(row);
    const before = row.values_state === VALUES_STATE.none ? undefined : content;
    const after = { ...content, ...definedOf(changes) };
    const [indexed] = await changeValues(scope, [{ projectId: row.project_id, runId: id, before, after }]);
    const { state, isChanged } = indexed!;
    return {
      ...moved,
      ...(state === row.values_state ? {} : { values_state: state }),
      ...(isChanged && changes.changedAtMs !== undefined ? { values_at_ms: changes.changedAtMs } : {}),
    };
  }
  return {
    find: (projectId, name) => one(liveRuns(db).where("runs.project_id", "=", projectId).where("runs.name", "=", name)),
    async isNameReserved(projectId, name) {
      const reserved = db.selectFrom("runs").select("id").where("project_id", "=", projectId).where("name", "=", name);
      return (await reserved.where("deleted_at_ms", "is not", null).executeTakeFirst()) !== undefined;
    },
    byId: (id) => one(selectRuns(db).where("runs.id", "=", id)),
    async byIds(ids) {
      return ids.length === 0
        ? []
        : toRuns(
            db,
            await liveRuns(db)
              .where("runs.id", "in", inputValues(capabilities, "int", ids))
              .orderBy("runs.id")
              .execute(),
          );
    },
    withTexts: (ids, texts) => readRuns(scope, ids, texts),
    async areMoreThan(projectId, count) {
      const some = db
        .selectFrom("runs")
        .select("id")
        .where("project_id", "=", projectId)
        .where("deleted_at_ms", "is", null)
        .limit(count + 1);
      const { total } = await db
        .selectFrom(some.as("some"))
        .select(sql<number | string>`count(*)`.as("total"))
        .executeTakeFirstOrThrow();
      return Number(total) > count;
    },
    async insert({ projectId, name, displayName, createdBy, atMs }) {
      const row = {
        project_id: projectId,
        name,
        display_name: displayName,
        state: "running" as const,
        tags: "[]",
        config: "{}",
        summary: "{}",
        created_by: createdBy,
        is_stop_requested: 0,
        created_at_ms: atMs,
        heartbeat_at_ms: atMs,
        job_type: null,
        run_group: null,
        notes: null,
        description: null,
        host: null,
        program: null,
        commit_hash: null,
        repo: null,
        sweep_name: null,
        exit_code: null,
      };
      const { id } = await db.insertInto("runs").values(row).returning("id").executeTakeFirstOrThrow();
      await addValues(scope, id, atMs);
      return id;
    },
    async lock(id) {
      if (capabilities.hasRowLocks) await db.selectFrom("runs").select("id").where("id", "=", id).forUpdate().execute();
    },
    async update(id, changes) {
      const set = { ...columnsOf(changes), ...(await valueColumns(id, changes)) };
      if (Object.keys(set).length > 0) await db.updateTable("runs").set(set).where("id", "=", id).execute();
    },
    narrow: (project, filter, pause) => narrowRuns(scope, project, filter, pause),
    async indexValues(count) {
      let query = db
        .selectFrom("runs")
        .select(["id", "project_id", ...contentColumns])
        .where("values_state", "=", VALUES_STATE.none)
        .where("deleted_at_ms", "is", null)
        .orderBy("id")
        .limit(count);
      if (capabilities.hasRowLocks) query = query.forUpdate();
      const found = await query.execute();
      const results = await changeValues(
        scope,
        found.map((row) => ({ projectId: row.project_id, runId: row.id, before: undefined, after: contentOf(row) })),
      );
      const input = inputRows(
        capabilities,
        { id: "int", state: "int" },
        found.map(({ id }, index) => [id, results[index]!.state]),
      );
      if (found.length > 0)
        await sql`update runs set values_state = input.state from ${input} as input where runs.id = input.id`.execute(
          db,
        );
      return found.length;
    },
    async delete(id, atMs) {
      await db.updateTable("runs").set({ deleted_at_ms: atMs }).where("id", "=", id).execute();
    },
    async idle(sinceMs, count) {
      const idle = liveRuns(db)
        .where("runs.state", "in", ["running", "preempting"])
        .where("runs.heartbeat_at_ms", "<=", sinceMs)
        .orderBy("runs.heartbeat_at_ms")
        .limit(count);
      return toRuns(db, await (capabilities.hasRowLocks ? idle.forUpdate("runs").skipLocked() : idle).execute());
    },
  };
}
