import { type RawBuilder, sql } from "kysely";
import type { LineageRows, Page, PageRequest } from "../../../core/ports/metadata.ts";
import { listName, type RunId, type Version } from "../../../model/index.ts";
import { type KeysetOrder, keysetPage } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import { runRows } from "./run-rows.ts";
import { versionsById } from "../artifacts/version-rows.ts";

/** The edges between runs and versions as rows. */
export function lineageRows(scope: RowsScope): LineageRows {
  const { db } = scope;
  /** Returns a page of the versions at the other ends of a run's edges, in the order of their creation. */
  function versionsOf(table: "run_inputs" | "run_outputs", runId: RunId, page: PageRequest): Promise<Page<Version>> {
    // The columns read here are the same in both tables.
    const edges = db
      .selectFrom(`${table as "run_inputs"} as edges`)
      .innerJoin("artifacts", "artifacts.id", "edges.artifact_id")
      .select("edges.artifact_id")
      .where("edges.run_id", "=", runId)
      .where("artifacts.state", "=", "COMMITTED");
    return keysetPage(edges, orderOf(listName(table, runId), sql`edges.artifact_id`), page, (rows) =>
      versionsById(
        scope,
        rows.map(({ artifact_id }) => artifact_id),
      ),
    );
  }

  return {
    async addInput({ runId, artifactId, alias, usedAs, atMs }) {
      await db
        .insertInto("run_inputs")
        .values({ run_id: runId, artifact_id: artifactId, alias, used_as: usedAs, created_at_ms: atMs })
        .onConflict((conflict) =>
          conflict.columns(["run_id", "artifact_id"]).doUpdateSet(({ fn, ref, val }) => ({
            // A repeated use without a purpose keeps the earlier purpose.
            used_as: fn.coalesce(val(usedAs), ref("run_inputs.used_as")),
            alias: fn.coalesce(val(alias), ref("run_inputs.alias")),
          })),
        )
        .execute();
    },
    async addOutput({ runId, artifactId, kind, atMs }) {
      await db
        .insertInto("run_outputs")
        .values({ run_id: runId, artifact_id: artifactId, kind, created_at_ms: atMs })
        .onConflict((conflict) => conflict.columns(["run_id", "artifact_id"]).doNothing())
        .execute();
    },
    inputsOf: (runId, page) => versionsOf("run_inputs", runId, page),
    outputsOf: (runId, page) => versionsOf("run_outputs", runId, page),
    usersOf(id, page) {
      const edges = db
        .selectFrom("run_inputs as edges")
        .innerJoin("runs", "runs.id", "edges.run_id")
        .select("edges.run_id")
        .where("edges.artifact_id", "=", id)
        .where("runs.deleted_at_ms", "is", null);
      return keysetPage(edges, orderOf(listName("used by", id), sql`edges.run_id`), page, async (rows) => {
        const ids = rows.map(({ run_id }) => run_id);
        const runs = new Map((await runRows(scope).byIds(ids)).map((run) => [run.id, run]));
        return ids.flatMap((runId) => runs.get(runId) ?? []);
      });
    },
  };
}

function orderOf(list: string, end: RawBuilder<unknown>): KeysetOrder {
  return {
    list,
    keys: [
      { value: sql`edges.created_at_ms`, type: "int" },
      { value: end, type: "int" },
    ],
  };
}
