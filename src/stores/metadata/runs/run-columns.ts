import { type Selectable, sql } from "kysely";
import type { RunChanges, RunTexts } from "../../../core/ports/metadata.ts";
import type { LinesId, Run, RunContent, RunId } from "../../../model/index.ts";
import { inputValues } from "../engine/input-rows.ts";
import { projectsById } from "../project-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import { changeValues, VALUES_STATE } from "./run-value-rows.ts";
import type { Db, Tables } from "../tables.ts";

/** The fields of a report that are in the value index. */
export const indexedChanges = [
  "displayName",
  "group",
  "jobType",
  "host",
  "notes",
  "description",
  "program",
  "commit",
  "repo",
  "tags",
  "config",
  "summary",
] as const satisfies readonly (keyof RunContent & keyof RunChanges)[];

/** The columns from which the value index is built. */
export const contentColumns = [
  "display_name",
  "run_group",
  "job_type",
  "host",
  "notes",
  "description",
  "program",
  "commit_hash",
  "repo",
  "tags",
  "config",
  "summary",
] as const satisfies readonly (keyof Tables["runs"])[];

/** Returns the indexed content of a run. */
export function contentOf(row: Pick<Selectable<Tables["runs"]>, (typeof contentColumns)[number]>): RunContent {
  return {
    displayName: row.display_name,
    group: row.run_group,
    jobType: row.job_type,
    host: row.host,
    notes: row.notes,
    description: row.description,
    program: row.program,
    commit: row.commit_hash,
    repo: row.repo,
    tags: JSON.parse(row.tags) as string[],
    config: row.config,
    summary: row.summary,
  };
}

/** Removes the values of a run from the index. */
export async function dropValues(scope: RowsScope, id: RunId): Promise<void> {
  const row = await contentRow(scope, id);
  if (row === undefined || row.values_state === VALUES_STATE.none) return;
  await changeValues(scope, [{ projectId: row.project_id, runId: id, before: contentOf(row), after: undefined }]);
  await scope.db.updateTable("runs").set({ values_state: VALUES_STATE.none }).where("id", "=", id).execute();
}

/** Adds the values of a run to the index, which must not contain any of them. */
export async function addValues(scope: RowsScope, id: RunId, atMs: number): Promise<void> {
  const row = await contentRow(scope, id);
  if (row === undefined) return;
  const change = { projectId: row.project_id, runId: id, before: undefined, after: contentOf(row) };
  const [indexed] = await changeValues(scope, [change]);
  const set = { values_state: indexed!.state, values_at_ms: atMs };
  await scope.db.updateTable("runs").set(set).where("id", "=", id).execute();
}

/** Reads and locks the indexed content of a run. */
export async function contentRow({ db, capabilities }: RowsScope, id: RunId) {
  const query = db
    .selectFrom("runs")
    .select(["project_id", "values_state", ...contentColumns])
    .where("id", "=", id);
  // The second of two concurrent reports sees the changes of the first.
  return (capabilities.hasRowLocks ? query.forUpdate() : query).executeTakeFirst();
}

/** Returns the indexed fields that a report changes. */
export function definedOf(changes: RunChanges): Partial<RunContent> {
  return Object.fromEntries(
    indexedChanges.flatMap((field) => (changes[field] === undefined ? [] : [[field, changes[field]]])),
  );
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
  soleProcesses: "sole_processes",
} as const satisfies Partial<Record<keyof RunChanges, string>>;

/** Returns the columns that a report changes. */
export function columnsOf(changes: RunChanges): Record<string, string | number | null> {
  const set: Record<string, string | number | null> = {};
  for (const [field, column] of Object.entries(columnNames)) {
    const value = changes[field as keyof typeof columnNames];
    if (value !== undefined) set[column] = value;
  }
  if (changes.tags !== undefined) set["tags"] = JSON.stringify(changes.tags);
  if (changes.isStopRequested !== undefined) set["is_stop_requested"] = changes.isStopRequested ? 1 : 0;
  return set;
}

/** Selects all runs, including deleted ones; a text that is not requested is read as an empty object. */
export function selectRuns(db: Db, { config, summary }: RunTexts = { config: true, summary: true }) {
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
      (config ? sql<string>`runs.config` : sql<string>`'{}'`).as("config"),
      (summary ? sql<string>`runs.summary` : sql<string>`'{}'`).as("summary"),
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
      "runs.sole_processes",
    ]);
}

/** Selects runs that are not deleted. */
export function liveRuns(db: Db) {
  return selectRuns(db).where("runs.deleted_at_ms", "is", null);
}

/** Text bytes per statement: several milliseconds of work. */
const TEXT_BYTES_PER_READ = 1024 * 1024;

/** Returns runs by id, including deleted ones. */
export async function readRuns(
  { db, capabilities }: RowsScope,
  ids: readonly RunId[],
  texts: RunTexts,
): Promise<ReadonlyMap<RunId, Run>> {
  const found = new Map<RunId, Run>();
  for (const part of await partsOf({ db, capabilities }, ids, texts)) {
    const rows = await selectRuns(db, texts)
      .where("runs.id", "in", inputValues(capabilities, "int", part))
      .execute();
    for (const run of await toRuns(db, rows)) found.set(run.id, run);
  }
  return found;
}

/** Splits runs into batches whose texts are read together. */
async function partsOf(
  { db, capabilities }: RowsScope,
  ids: readonly RunId[],
  { config, summary }: RunTexts,
): Promise<readonly (readonly RunId[])[]> {
  if (ids.length === 0) return [];
  if (!config && !summary) return [ids];
  const sizes = await db
    .selectFrom("runs")
    .select("id")
    .$if(config, (query) => query.select(sql<number>`octet_length(config)`.as("config_bytes")))
    .$if(summary, (query) => query.select(sql<number>`octet_length(summary)`.as("summary_bytes")))
    .where("id", "in", inputValues(capabilities, "int", ids))
    .execute();
  const parts: RunId[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const { id, config_bytes = 0, summary_bytes = 0 } of sizes) {
    const size = Number(config_bytes) + Number(summary_bytes);
    if (bytes + size > TEXT_BYTES_PER_READ) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)!.push(id);
    bytes += size;
  }
  return parts;
}

/** A row with the name of the creator instead of the id. */
type RunRow = Omit<
  Selectable<Tables["runs"]>,
  "created_by" | "values_state" | "values_at_ms" | "replaced_by_id" | "purged_at_ms"
> & {
  created_by: string | null;
};

/** Converts rows to runs. */
export async function toRuns(db: Db, rows: readonly RunRow[]): Promise<Run[]> {
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
    soleProcesses: row.sole_processes,
  }));
}
