import { type RawBuilder, sql } from "kysely";
import {
  type FieldLookup,
  type FilteredRun,
  type FilterNode,
  type Project,
  type RunId,
  runLookup,
  type WantedMembers,
  wantedMembers,
} from "../../../model/index.ts";
import { inputValues } from "../engine/input-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** The columns for filters, by field of `FilteredRun`. */
const columns: Readonly<Record<string, RawBuilder<unknown>>> = {
  name: sql`runs.name`,
  displayName: sql`runs.display_name`,
  state: sql`runs.state`,
  tags: sql`runs.tags`,
  config: sql`runs.config`,
  summary: sql`runs.summary`,
  group: sql`runs.run_group`,
  jobType: sql`runs.job_type`,
  host: sql`runs.host`,
  notes: sql`runs.notes`,
  description: sql`runs.description`,
  program: sql`runs.program`,
  commit: sql`runs.commit_hash`,
  repo: sql`runs.repo`,
  sweepName: sql`runs.sweep_name`,
  exitCode: sql`runs.exit_code`,
  createdAtMs: sql`runs.created_at_ms`,
  heartbeatAtMs: sql`runs.heartbeat_at_ms`,
  createdBy: sql`(select entities.name from users join entities on entities.id = users.entity_id
    where users.id = runs.created_by)`,
};

/** The sources of filter fields that have other names. */
const sources: Readonly<Record<string, readonly string[]>> = {
  summary_metrics: ["summary"],
  username: ["createdBy"],
  sweep: ["sweepName"],
  exitcode: ["exitCode"],
  createdAt: ["createdAtMs"],
  heartbeatAt: ["heartbeatAtMs"],
  duration: ["createdAtMs", "heartbeatAtMs"],
};

/** The columns of a row that were read. */
type Row = Partial<Omit<FilteredRun, "id" | "project" | "tags">> & { readonly id: RunId; readonly tags?: string };

/** Reads only the fields of runs that one filter uses: configs are most of a database. */
export class RunLookups {
  readonly #scope: RowsScope;
  readonly #project: Project;
  readonly #wanted: WantedMembers;
  readonly #columns: readonly string[];

  constructor(scope: RowsScope, project: Project, filter: FilterNode) {
    const paths = pathsOf(filter);
    this.#scope = scope;
    this.#project = project;
    this.#wanted = wantedMembers(paths);
    const fields = paths.map((path) => path.split(".", 1)[0]!).flatMap((head) => sources[head] ?? [head]);
    this.#columns = [...new Set(fields)].filter((field) => columns[field] !== undefined);
  }

  /** The size of a run's long texts (in bytes). */
  get bytes(): RawBuilder<number> {
    const sizes = ["config", "summary"].filter((column) => this.#columns.includes(column));
    const size = (column: string): RawBuilder<number> => sql<number>`octet_length(${sql.ref(`runs.${column}`)})`;
    return sql<number>`(${sql.join([sql`0`, ...sizes.map(size)], sql` + `)})`;
  }

  /** Returns runs by id, including deleted ones. */
  async read(ids: readonly RunId[]): Promise<{ id: RunId; lookup: FieldLookup }[]> {
    if (ids.length === 0) return [];
    const { db, capabilities } = this.#scope;
    const rows = await db
      .selectFrom("runs")
      .select("runs.id")
      .select(this.#columns.map((field) => columns[field]!.as(field)))
      .where("runs.id", "in", inputValues(capabilities, "int", ids))
      .orderBy("runs.id")
      .execute();
    return (rows as unknown as Row[]).map((row) => ({ id: row.id, lookup: runLookup(this.#runOf(row), this.#wanted) }));
  }

  /** Returns a run with empty values in the fields that the filter does not use. */
  #runOf(row: Row): FilteredRun {
    return {
      id: row.id,
      name: row.name ?? "",
      displayName: row.displayName ?? "",
      state: row.state ?? "finished",
      tags: row.tags === undefined ? [] : (JSON.parse(row.tags) as string[]),
      config: row.config ?? "{}",
      summary: row.summary ?? "{}",
      group: row.group ?? null,
      jobType: row.jobType ?? null,
      host: row.host ?? null,
      notes: row.notes ?? null,
      description: row.description ?? null,
      program: row.program ?? null,
      commit: row.commit ?? null,
      repo: row.repo ?? null,
      sweepName: row.sweepName ?? null,
      exitCode: row.exitCode ?? null,
      createdAtMs: row.createdAtMs ?? 0,
      heartbeatAtMs: row.heartbeatAtMs ?? 0,
      createdBy: row.createdBy ?? null,
      project: this.#project,
    };
  }
}

function pathsOf(node: FilterNode): readonly string[] {
  if (node.kind === "field") return [node.field.path];
  return node.kind === "not" ? pathsOf(node.part) : node.parts.flatMap(pathsOf);
}
