import { type Expression, type ExpressionBuilder, sql, type SqlBool } from "kysely";
import type { SweepPoint, SweepPointRows } from "../../../core/ports/metadata.ts";
import { FINAL_RUN_STATES, type RunState } from "../../../model/index.ts";
import { inputRows, inputValues } from "../engine/input-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import type { Db, Tables } from "../tables.ts";

const ENDED: readonly RunState[] = [...FINAL_RUN_STATES];

/** Combinations of sweeps as rows. */
export function sweepPointRows({ db, capabilities }: RowsScope): SweepPointRows {
  return {
    async give({ agentId, sweepId, runName, args, argsKey }) {
      const last = await db
        .selectFrom("sweep_points")
        .select(({ fn }) => fn.max("point").as("number"))
        .where("sweep_id", "=", sweepId)
        .executeTakeFirst();
      const row = { agent_id: agentId, sweep_id: sweepId, run_name: runName, args, args_key: argsKey };
      const point = Number(last?.number ?? -1) + 1;
      await db
        .insertInto("sweep_points")
        .values({ ...row, point, state: "given", resumed_heartbeat_ms: null })
        .execute();
    },
    async pending(agentId) {
      const row = await pointsWithRuns(db)
        .select("runs.id as runId")
        .where("sweep_points.agent_id", "=", agentId)
        .where("sweep_points.state", "=", "given")
        .where((eb) =>
          eb.or([
            isNeverBegun(eb),
            eb.and([
              eb("runs.state", "=", "preempted"),
              eb("sweep_points.resumed_heartbeat_ms", "=", eb.ref("runs.heartbeat_at_ms")),
            ]),
          ]),
        )
        .orderBy("sweep_points.point", "desc")
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : { ...toPoint(row), isResumed: row.runId !== null };
    },
    async runsOf(agentId) {
      const rows = await pointsWithRuns(db)
        .select("runs.id as runId")
        .where("sweep_points.agent_id", "=", agentId)
        .where("runs.id", "is not", null)
        .orderBy("sweep_points.point")
        .execute();
      return rows.flatMap(({ runId }) => runId ?? []);
    },
    async freeLost(sweepId, idleBeforeMs) {
      const lost = pointsWithRuns(db)
        .innerJoin("sweep_agents", "sweep_agents.id", "sweep_points.agent_id")
        .where("sweep_points.sweep_id", "=", sweepId)
        .where("sweep_points.state", "=", "given")
        .where("sweep_agents.heartbeat_at_ms", "<", idleBeforeMs)
        .where((eb) => eb.or([eb("runs.state", "=", "crashed"), isNeverBegun(eb)]));
      await setFree(await lost.execute(), sweepId);
    },
    async freeDeleted(sweepId) {
      const deleted = pointsWithRuns(db)
        .where("sweep_points.sweep_id", "=", sweepId)
        .where("sweep_points.state", "=", "given")
        .where("runs.id", "is", null)
        .where((eb) => hasRun(eb));
      await setFree(await deleted.execute(), sweepId);
    },
    async takeFree(sweepId) {
      const row = await pointsWithRuns(db)
        .where("sweep_points.sweep_id", "=", sweepId)
        .where("sweep_points.state", "=", "free")
        .orderBy("sweep_points.point")
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return null;
      await db
        .updateTable("sweep_points")
        .set({ state: "given-again" })
        .where("sweep_id", "=", sweepId)
        .where("point", "=", row.number)
        .execute();
      return toPoint(row);
    },
    async takePreempted(sweepId, agentId, idleBeforeMs) {
      const row = await pointsWithRuns(db)
        .innerJoin("sweep_agents", "sweep_agents.id", "sweep_points.agent_id")
        .select("runs.heartbeat_at_ms as heartbeatAtMs")
        .where("sweep_points.sweep_id", "=", sweepId)
        .where("sweep_points.state", "=", "given")
        .where("runs.state", "=", "preempted")
        .where((eb) =>
          eb.or([
            eb("sweep_points.resumed_heartbeat_ms", "is", null),
            eb("sweep_points.resumed_heartbeat_ms", "!=", eb.ref("runs.heartbeat_at_ms")),
            eb("sweep_agents.heartbeat_at_ms", "<", idleBeforeMs),
          ]),
        )
        .orderBy("sweep_points.point")
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return null;
      await db
        .updateTable("sweep_points")
        .set({ agent_id: agentId, resumed_heartbeat_ms: row.heartbeatAtMs })
        .where("sweep_id", "=", sweepId)
        .where("point", "=", row.number)
        .execute();
      return toPoint(row);
    },
    async counts(sweepId) {
      const count = (when: Expression<SqlBool>) => sql<number>`coalesce(sum(case when ${when} then 1 else 0 end), 0)`;
      const { handedOut, underWay } = await joinedPoints(db)
        .select((eb) => {
          const isWaiting = eb.and([eb("sweep_points.state", "=", "given"), isNeverBegun(eb)]);
          const hasNotEnded = eb.and([eb("runs.id", "is not", null), eb("runs.state", "not in", ENDED)]);
          return [
            count(eb.or([isWaiting, eb("runs.id", "is not", null)])).as("handedOut"),
            count(eb.or([isWaiting, hasNotEnded])).as("underWay"),
          ];
        })
        .where("sweep_points.sweep_id", "=", sweepId)
        .executeTakeFirstOrThrow();
      return { handedOut: Number(handedOut), underWay: Number(underWay) };
    },
    async known(sweepId, argsKeys) {
      const rows = await db
        .selectFrom("sweep_points")
        .select("args_key")
        .where("sweep_id", "=", sweepId)
        .where("args_key", "in", inputValues(capabilities, "text", argsKeys))
        .execute();
      return new Set(rows.flatMap(({ args_key }) => args_key ?? []));
    },
    async withoutArgs(sweepId) {
      const rows = db.selectFrom("sweep_points").select("point").where("sweep_id", "=", sweepId);
      return (await rows.where("args", "is", null).execute()).map(({ point }) => point);
    },
    async setArgs(sweepId, rows) {
      if (rows.length === 0) return;
      const input = inputRows(
        capabilities,
        { point: "int", args: "text", args_key: "text" },
        rows.map(({ number, args, argsKey }) => [number, args, argsKey]),
      );
      const value = (column: string) =>
        sql<string>`(select ${sql.ref(column)} from ${input} as input where input.point = sweep_points.point)`;
      await db
        .updateTable("sweep_points")
        .set({ args: value("input.args"), args_key: value("input.args_key") })
        .where("sweep_id", "=", sweepId)
        .where("args", "is", null)
        .execute();
    },
    async toStop({ project }, runNames) {
      const rows = await db
        .selectFrom("runs")
        .select("name")
        .where("project_id", "=", project.id)
        .where("name", "in", inputValues(capabilities, "text", runNames))
        .where((eb) =>
          eb.or([
            eb("deleted_at_ms", "is not", null),
            eb.and([eb("is_stop_requested", "=", 1), eb("state", "not in", ENDED)]),
          ]),
        )
        .execute();
      return rows.map(({ name }) => name);
    },
  };

  async function setFree(rows: readonly PointRow[], sweepId: Tables["sweep_points"]["sweep_id"]): Promise<void> {
    if (rows.length === 0) return;
    const numbers = inputValues(
      capabilities,
      "int",
      rows.map(({ number }) => number),
    );
    await db
      .updateTable("sweep_points")
      .set({ state: "free" })
      .where("sweep_id", "=", sweepId)
      .where("point", "in", numbers)
      .execute();
  }
}

interface PointRow {
  readonly number: number;
  readonly runName: string;
  readonly args: string | null;
}

function toPoint({ number, runName, args }: PointRow): SweepPoint {
  return { number, runName, args };
}

/** Selects points, with their runs if those have started and are not deleted. */
function joinedPoints(db: Db) {
  return db
    .selectFrom("sweep_points")
    .innerJoin("sweeps", "sweeps.id", "sweep_points.sweep_id")
    .leftJoin("runs", (join) =>
      join
        .onRef("runs.project_id", "=", "sweeps.project_id")
        .onRef("runs.name", "=", "sweep_points.run_name")
        .on("runs.deleted_at_ms", "is", null),
    );
}

function pointsWithRuns(db: Db) {
  return joinedPoints(db).select([
    "sweep_points.point as number",
    "sweep_points.run_name as runName",
    "sweep_points.args",
  ]);
}

type Joined = ExpressionBuilder<Tables, "sweep_points" | "sweeps" | "runs">;

/** SQL condition: a run of the given name exists or existed. */
function hasRun(eb: Pick<Joined, "exists" | "not">): Expression<SqlBool> {
  return eb.exists(
    sql`(select 1 from runs as any_run where any_run.project_id = sweeps.project_id and any_run.name = sweep_points.run_name)`,
  );
}

function isNeverBegun(eb: Pick<Joined, "exists" | "not">): Expression<SqlBool> {
  return eb.not(hasRun(eb));
}
