import { sql, type SqlBool } from "kysely";
import type { NarrowedRuns } from "../../../core/ports/metadata.ts";
import type { FilterNode, Project, RunId } from "../../../model/index.ts";
import { type Bounds, exactly } from "../query/filter-bounds.ts";
import { inputValues } from "../engine/input-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import { RunFilterCompiler } from "./run-filter.ts";
import { RunLookups } from "./run-lookups.ts";
import { orderedRuns } from "./ordered-runs.ts";

/** Returns the runs of a project that match a filter. */
export async function narrowRuns(
  scope: RowsScope,
  project: Project,
  filter: FilterNode,
  pause: () => Promise<void>,
): Promise<NarrowedRuns> {
  const bounds = await new RunFilterCompiler(scope, project, pause).compile(filter);
  return narrowed(scope, project, filter, bounds);
}

function narrowed(scope: RowsScope, project: Project, filter: FilterNode, bounds: Bounds): NarrowedRuns {
  const { db, capabilities } = scope;
  const isListed = sql<SqlBool>`runs.project_id = ${project.id} and runs.deleted_at_ms is null and ${bounds.may}`;
  const listed = () => db.selectFrom("runs").where(isListed);
  const asked = new RunLookups(scope, project, filter);
  return {
    isExact: bounds.isExact,
    async count() {
      const { total } = await listed()
        .select(sql<number | string>`count(*)`.as("total"))
        .executeTakeFirstOrThrow();
      return Number(total);
    },
    async candidates(after, count) {
      const found = await listed()
        .select(["runs.id", asked.bytes.as("bytes")])
        .select(sql<number>`case when ${bounds.must} then 1 else 0 end`.as("is_sure"))
        .$if(after !== null, (query) => query.where("runs.id", ">", after!))
        .orderBy("runs.id")
        .limit(count)
        .execute();
      return found.map(({ id, bytes, is_sure }) => ({ id, isSure: Number(is_sure) === 1, bytes: Number(bytes) }));
    },
    lookups: (ids) => asked.read(ids),
    page: (order, page, nowMs) => orderedRuns({ scope, project, order, nowMs, isListed }, page),
    only(ids) {
      const isOne = sql<SqlBool>`+runs.id in ${inputValues(capabilities, "int", ids as RunId[])}`;
      return narrowed(scope, project, filter, exactly(isOne));
    },
  };
}
