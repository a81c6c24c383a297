import type { LineageRows } from "../../core/ports/metadata.ts";
import type { ArtifactId, RunId } from "../../model/index.ts";
import type { RowsScope } from "./rows-scope.ts";

/** The edges between runs and versions as rows. */
export function lineageRows({ db }: RowsScope): LineageRows {
  /** The versions at the other ends of a run's edges, in the order they were drawn. */
  async function versionsOf(table: "run_inputs" | "run_outputs", runId: RunId): Promise<ArtifactId[]> {
    const edges = db.selectFrom(table).select("artifact_id").where("run_id", "=", runId);
    const rows = await edges.orderBy("created_at_ms").orderBy("artifact_id").execute();
    return rows.map((row) => row.artifact_id);
  }

  return {
    async addInput({ runId, artifactId, alias, usedAs, atMs }) {
      await db
        .insertInto("run_inputs")
        .values({ run_id: runId, artifact_id: artifactId, alias, used_as: usedAs, created_at_ms: atMs })
        .onConflict((conflict) =>
          conflict.columns(["run_id", "artifact_id"]).doUpdateSet(({ fn, ref, val }) => ({
            // A repeated use without a purpose keeps the purpose that was told before.
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
    inputsOf: (runId) => versionsOf("run_inputs", runId),
    outputsOf: (runId) => versionsOf("run_outputs", runId),
    async usersOf(id) {
      const rows = await db
        .selectFrom("run_inputs")
        .select("run_id")
        .where("artifact_id", "=", id)
        .orderBy("created_at_ms")
        .orderBy("run_id")
        .execute();
      return rows.map((row) => row.run_id);
    },
  };
}
