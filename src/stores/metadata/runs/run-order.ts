import { type RawBuilder, sql } from "kysely";
import {
  END_OF_ORDERED_KEYS,
  indexedRunFields,
  isIndexedPath,
  type ListOrder,
  type Project,
} from "../../../model/index.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import { findPaths, type IndexedPath } from "./run-filter.ts";

/** The order of runs: a value of the row, or an indexed value. */
export type RunOrder =
  | {
      readonly kind: "column";
      readonly value: RawBuilder<unknown>;
      readonly type: "int" | "text";
      readonly isNullable: boolean;
      /** An upper bound for the time of the value's last change; undefined if it never changes. */
      readonly changedAtMs: RawBuilder<unknown> | undefined;
    }
  | { readonly kind: "values"; readonly paths: readonly IndexedPath[] };

/** Returns the order for a field; the oldest run first by default. */
export async function runOrder(scope: RowsScope, project: Project, order: ListOrder | undefined): Promise<RunOrder> {
  const path = order?.path ?? "createdAt";
  if (indexedRunFields.has(path) || isIndexedPath(path))
    return { kind: "values", paths: await findPaths(scope, project, path) };
  return columnOrder(path);
}

const HEARTBEAT_AT_MS = sql`runs.heartbeat_at_ms`;
const REPORTED_AT_MS = sql`case when runs.values_at_ms > runs.heartbeat_at_ms then runs.values_at_ms else runs.heartbeat_at_ms end`;

function columnOrder(path: string): RunOrder {
  const column = (
    value: RawBuilder<unknown>,
    type: "int" | "text",
    changedAtMs?: RawBuilder<unknown>,
    isNullable = false,
  ): RunOrder => ({ kind: "column", value, type, isNullable, changedAtMs });
  switch (path) {
    case "createdAt":
      return column(sql`runs.created_at_ms`, "int");
    case "heartbeatAt":
      return column(sql`runs.heartbeat_at_ms`, "int", HEARTBEAT_AT_MS);
    case "duration":
      return column(sql`(runs.heartbeat_at_ms - runs.created_at_ms)`, "int", HEARTBEAT_AT_MS);
    case "name":
      return column(sql`runs.name`, "text");
    case "state":
      return column(sql`runs.state`, "text", REPORTED_AT_MS);
    case "sweep":
      return column(sql`runs.sweep_name`, "text", REPORTED_AT_MS, true);
    case "exitcode":
      return column(sql`runs.exit_code`, "int", REPORTED_AT_MS, true);
    case "username": {
      const maker = sql`(select entities.name from users join entities on entities.id = users.entity_id
        where users.id = runs.created_by)`;
      return column(maker, "text", undefined, true);
    }
    default:
      // A value shared by all runs of a project leaves them in the order of creation.
      return column(sql`runs.id`, "int");
  }
}

/** Selects runs with the value of their order, if they have one: a table of `run_id` and `value`. */
export function orderedValues(paths: readonly IndexedPath[]): RawBuilder<unknown> {
  const parts = paths.map(({ id }, at) => {
    const earlier = paths.slice(0, at).map((path) => path.id);
    const unless =
      earlier.length === 0
        ? sql``
        : sql` and run_id not in (select run_id from run_values where path_id in (${sql.join(earlier)}))`;
    return sql`select run_id, value from run_values where path_id = ${id} and value < ${END_OF_ORDERED_KEYS}${unless}`;
  });
  return sql`(${sql.join(parts, sql` union all `)})`;
}
