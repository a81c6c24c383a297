import { sql } from "kysely";
import { inputRows } from "../engine/input-rows.ts";
import { historyStep } from "../../../model/index.ts";
import type { EngineCapabilities } from "../engine/engine.ts";
import type { Migration } from "./migration.ts";
import type { Db } from "../tables.ts";

/** History lines read at once while their steps are filled in. */
const LINES_A_READ = 5_000;

/** Lines of several writers, and the steps of history lines. */
export const runLife: Migration = {
  number: 10,
  name: "run-life",
  statements: [
    // `number` is the place in the order of arrival; `writer_number` is the number the writer gave the line.
    `ALTER TABLE run_lines ADD COLUMN writer $text NOT NULL DEFAULT ''`,
    `ALTER TABLE run_lines ADD COLUMN writer_number $int NOT NULL DEFAULT 0`,
    `UPDATE run_lines SET writer_number = number`,
    `CREATE UNIQUE INDEX run_lines_writer ON run_lines (run_id, stream, writer, writer_number)`,
    // The `_step` of a history line, or its number where it has none; null in other streams.
    `ALTER TABLE run_lines ADD COLUMN step $int`,
    `CREATE INDEX run_lines_step ON run_lines (run_id, stream, step, number) WHERE step IS NOT NULL`,
    // Under which row the lines of a run lie: its own where null, another one after it was started afresh.
    `ALTER TABLE runs ADD COLUMN lines_id $int`,
    // Counts processes that began at the first line of a stream which had lines: each is a writer of its own.
    `ALTER TABLE runs ADD COLUMN sole_processes $int NOT NULL DEFAULT 0`,
    // What a run held before it was started afresh is kept as a deleted run that names the one that replaced it.
    `ALTER TABLE runs ADD COLUMN replaced_by_id $int`,
    // When a deleted run lost its lines and files for good.
    `ALTER TABLE runs ADD COLUMN purged_at_ms $int`,
    `UPDATE runs SET purged_at_ms = deleted_at_ms`,
    `CREATE INDEX runs_purgeable ON runs (deleted_at_ms) WHERE deleted_at_ms IS NOT NULL AND purged_at_ms IS NULL`,
    // Who asked whether the run can be resumed since its last report; 0 where no user did.
    `ALTER TABLE runs ADD COLUMN resume_asked_by $int`,
    // A deleted project has another name, so that its own is free; what it holds is deleted at the same moment.
    `ALTER TABLE projects ADD COLUMN project_deleted_at_ms $int`,
    // When it lost what it held for good.
    `ALTER TABLE projects ADD COLUMN project_purged_at_ms $int`,
    // Runs at work, found by their last report.
    `CREATE INDEX runs_silent ON runs (heartbeat_at_ms) WHERE state IN ('running', 'preempting') AND deleted_at_ms IS NULL`,
    // The last config each writer of a run sent; the sole writer has a row only while somebody else changed the config.
    `CREATE TABLE run_writers (
      run_id $int NOT NULL REFERENCES runs (id) ON DELETE CASCADE, writer $text NOT NULL, config $text NOT NULL,
      PRIMARY KEY (run_id, writer))`,
  ],
  fill: fillSteps,
};

async function fillSteps(db: Db, facts: EngineCapabilities): Promise<void> {
  let after = { run: 0, number: -1 };
  for (;;) {
    const lines = await db
      .selectFrom("run_lines")
      .select(["run_id", "number", "line"])
      .where("stream", "=", "history")
      .where(sql<boolean>`(run_id, number) > (${after.run}, ${after.number})`)
      .orderBy("run_id")
      .orderBy("number")
      .limit(LINES_A_READ)
      .execute();
    const last = lines.at(-1);
    if (last === undefined) return;
    const given = inputRows(
      facts,
      { run_id: "int", number: "int", step: "int" },
      lines.map(({ run_id, number, line }) => [run_id, number, historyStep(line) ?? number]),
    );
    await sql`update run_lines set step = given.step from ${given} as given
      where run_lines.run_id = given.run_id and run_lines.stream = 'history' and run_lines.number = given.number`.execute(
      db,
    );
    after = { run: last.run_id, number: last.number };
  }
}
