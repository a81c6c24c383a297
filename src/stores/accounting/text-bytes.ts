import { sql } from "kysely";
import type { EntityId } from "../../model/index.ts";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";

/**
 * Returns the size of an entity's text rows: lines and texts of runs, versions, collections and projects, including
 * deleted ones.
 *
 * @returns bytes, as UTF-8
 */
export async function textBytes({ db }: RowsScope, id: EntityId): Promise<number> {
  const { rows } = await sql<{ bytes: number | string }>`
    select coalesce(sum(bytes), 0) as bytes from (
      select sum(octet_length(run_lines.line)) as bytes from projects
        join runs on runs.project_id = projects.id join run_lines on run_lines.run_id = runs.id
        where projects.entity_id = ${id}
      union all select sum(octet_length(runs.config) + octet_length(runs.summary) + octet_length(runs.tags)
        + coalesce(octet_length(runs.notes), 0) + coalesce(octet_length(runs.description), 0)) from projects
        join runs on runs.project_id = projects.id where projects.entity_id = ${id}
      union all select sum(coalesce(octet_length(artifacts.metadata), 0) + coalesce(octet_length(artifacts.description), 0))
        from projects join collections on collections.project_id = projects.id
        join artifacts on artifacts.collection_id = collections.id where projects.entity_id = ${id}
      union all select sum(coalesce(octet_length(collections.description), 0)) from projects
        join collections on collections.project_id = projects.id where projects.entity_id = ${id}
      union all select sum(octet_length(sweeps.config) + coalesce(octet_length(sweeps.description), 0)) from projects
        join sweeps on sweeps.project_id = projects.id where projects.entity_id = ${id}
      union all select sum(coalesce(octet_length(projects.description), 0)) from projects where projects.entity_id = ${id}
    ) as kept`.execute(db);
  return Number(rows[0]!.bytes);
}
