import { type Selectable, sql } from "kysely";
import type { RunChanges, RunRows } from "../../core/ports/metadata.ts";
import { type LinesId, listName, type Run } from "../../model/index.ts";
import { inputValues } from "./input-rows.ts";
import { keysetPage } from "./keyset.ts";
import { projectsById } from "./project-rows.ts";
import type { RowsScope } from "./rows-scope.ts";
import type { Db, Tables } from "./tables.ts";

/** Runs as rows. */
export function runRows({ db, facts }: RowsScope): RunRows {
  async function one(query: ReturnType<typeof selectRuns>): Promise<Run | null> {
    return (await toRuns(db, await query.execute()))[0] ?? null;
  }
  return {
    find: (projectId, name) => one(liveRuns(db).where("runs.project_id", "=", projectId).where("runs.name", "=", name)),
    async isNameSpent(projectId, name) {
      const spent = db.selectFrom("runs").select("id").where("project_id", "=", projectId).where("name", "=", name);
      return (await spent.where("deleted_at_ms", "is not", null).executeTakeFirst()) !== undefined;
    },
    byId: (id) => one(selectRuns(db).where("runs.id", "=", id)),
    async byIds(ids) {
      return ids.length === 0
        ? []
        : toRuns(
            db,
            await liveRuns(db)
              .where("runs.id", "in", inputValues(facts, "int", ids))
              .orderBy("runs.id")
              .execute(),
          );
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
      return (await db.insertInto("runs").values(row).returning("id").executeTakeFirstOrThrow()).id;
    },
    async lock(id) {
      if (facts.hasRowLocks) await db.selectFrom("runs").select("id").where("id", "=", id).forUpdate().execute();
    },
    async update(id, changes) {
      const set = columnsOf(changes);
      if (Object.keys(set).length > 0) await db.updateTable("runs").set(set).where("id", "=", id).execute();
    },
    list: (projectId, page) =>
      keysetPage(
        liveRuns(db).where("runs.project_id", "=", projectId),
        {
          list: listName("runs", projectId),
          keys: [
            { value: sql`runs.created_at_ms`, type: "int" },
            { value: sql`runs.id`, type: "int" },
          ],
        },
        page,
        (rows) => toRuns(db, rows),
      ),
    async delete(id, atMs) {
      await db.updateTable("runs").set({ deleted_at_ms: atMs }).where("id", "=", id).execute();
    },
    async silent(sinceMs, count) {
      const silent = liveRuns(db)
        .where("runs.state", "in", ["running", "preempting"])
        .where("runs.heartbeat_at_ms", "<=", sinceMs)
        .orderBy("runs.heartbeat_at_ms")
        .limit(count);
      return toRuns(db, await (facts.hasRowLocks ? silent.forUpdate("runs").skipLocked() : silent).execute());
    },
  };
}

const columnNames = {
  displayName: "display_name",
  state: "state",
  jobType: "job_type",
  group: "run_group",
  notes: "notes",
  description: "description",
  config: "config",
  summary: "summary",
  host: "host",
  program: "program",
  commit: "commit_hash",
  repo: "repo",
  sweepName: "sweep_name",
  exitCode: "exit_code",
  heartbeatAtMs: "heartbeat_at_ms",
  resumeAskedBy: "resume_asked_by",
} as const satisfies Partial<Record<keyof RunChanges, string>>;

function columnsOf(changes: RunChanges): Record<string, string | number | null> {
  const set: Record<string, string | number | null> = {};
  for (const [field, column] of Object.entries(columnNames)) {
    const value = changes[field as keyof typeof columnNames];
    if (value !== undefined) set[column] = value;
  }
  if (changes.tags !== undefined) set["tags"] = JSON.stringify(changes.tags);
  if (changes.isStopRequested !== undefined) set["is_stop_requested"] = changes.isStopRequested ? 1 : 0;
  return set;
}

function selectRuns(db: Db) {
  return db
    .selectFrom("runs")
    .leftJoin("users", "users.id", "runs.created_by")
    .leftJoin("entities as maker", "maker.id", "users.entity_id")
    .select([
      "runs.id",
      "runs.project_id",
      "runs.name",
      "runs.display_name",
      "runs.state",
      "runs.job_type",
      "runs.run_group",
      "runs.notes",
      "runs.description",
      "runs.tags",
      "runs.config",
      "runs.summary",
      "runs.host",
      "runs.program",
      "runs.commit_hash",
      "runs.repo",
      "runs.sweep_name",
      "maker.name as created_by",
      "runs.exit_code",
      "runs.is_stop_requested",
      "runs.created_at_ms",
      "runs.heartbeat_at_ms",
      "runs.deleted_at_ms",
      "runs.lines_id",
      "runs.resume_asked_by",
    ]);
}

function liveRuns(db: Db) {
  return selectRuns(db).where("runs.deleted_at_ms", "is", null);
}

/** A row with the name of its maker instead of the id. */
type RunRow = Omit<Selectable<Tables["runs"]>, "created_by" | "replaced_by_id" | "purged_at_ms"> & {
  created_by: string | null;
};

async function toRuns(db: Db, rows: readonly RunRow[]): Promise<Run[]> {
  const projects = await projectsById(
    db,
    rows.map((row) => row.project_id),
  );
  return rows.map((row) => ({
    id: row.id,
    linesId: (row.lines_id ?? row.id) as LinesId,
    name: row.name,
    displayName: row.display_name,
    project: projects.get(row.project_id)!,
    state: row.state,
    jobType: row.job_type,
    group: row.run_group,
    notes: row.notes,
    description: row.description,
    tags: JSON.parse(row.tags) as string[],
    config: row.config,
    summary: row.summary,
    host: row.host,
    program: row.program,
    commit: row.commit_hash,
    repo: row.repo,
    sweepName: row.sweep_name,
    createdBy: row.created_by,
    exitCode: row.exit_code,
    isStopRequested: row.is_stop_requested === 1,
    createdAtMs: row.created_at_ms,
    heartbeatAtMs: row.heartbeat_at_ms,
    isDeleted: row.deleted_at_ms !== null,
    resumeAskedBy: row.resume_asked_by,
  }));
}
