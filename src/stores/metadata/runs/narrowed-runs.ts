import { sql, type SqlBool } from "kysely";
import type { NarrowedRuns, RunTexts } from "../../../core/ports/metadata.ts";
import type { FilterNode, Project, RunId } from "../../../model/index.ts";
import { type Bounds, exactly } from "../query/filter-bounds.ts";
import { inputValues } from "../engine/input-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import { RunFilterCompiler } from "./run-filter.ts";
import { orderedRuns } from "./ordered-runs.ts";
import { readRuns } from "./run-columns.ts";

/** The runs of a project that a filter leaves. */
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
  const { db, facts } = scope;
  const isListed = sql<SqlBool>`runs.project_id = ${project.id} and runs.deleted_at_ms is null and ${bounds.may}`;
  const listed = () => db.selectFrom("runs").where(isListed);
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
        .select("runs.id")
        .select(sql<number>`case when ${bounds.must} then 1 else 0 end`.as("is_sure"))
        .$if(after !== null, (query) => query.where("runs.id", ">", after!))
        .orderBy("runs.id")
        .limit(count)
        .execute();
      return found.map(({ id, is_sure }) => ({ id, isSure: Number(is_sure) === 1 }));
    },
    load: (ids) => readRuns(scope, ids, textsOf(filter)),
    page: (order, page, { texts, nowMs }) =>
      orderedRuns({ scope, project, order, nowMs, isListed }, page, (ids) => readRuns(scope, ids, texts)),
    only(ids) {
      const isOne = sql<SqlBool>`+runs.id in ${inputValues(facts, "int", ids as RunId[])}`;
      return narrowed(scope, project, filter, exactly(isOne));
    },
  };
}

/** Which of the long texts of a run a filter asks for. */
function textsOf(node: FilterNode): RunTexts {
  const paths = pathsOf(node);
  return {
    config: paths.some((path) => path === "config" || path.startsWith("config.")),
    summary: paths.some((path) => path === "summary_metrics" || path.startsWith("summary_metrics.")),
  };
}

function pathsOf(node: FilterNode): readonly string[] {
  if (node.kind === "field") return [node.field.path];
  return node.kind === "not" ? pathsOf(node.part) : node.parts.flatMap(pathsOf);
}
