import type { Migration } from "./migration.ts";

/** The index of the values of runs, by which their lists are filtered and ordered; and indexes for the usual orders. */
export const runValueIndex: Migration = {
  number: 9,
  name: "run-values",
  statements: [
    // A field of the runs of a project, such as `config.lr`: its name is kept once, not with each value.
    `CREATE TABLE value_paths (
      id $id, project_id $int NOT NULL REFERENCES projects (id) ON DELETE CASCADE, path $text NOT NULL,
      UNIQUE (project_id, path))`,
    // One row for each scalar leaf. The value is a key that sorts as the value does (value-key.ts). Rows of deleted runs
    // may stay: a list asks for the run as well. Without foreign keys, which would be checked for each of 200 rows.
    `CREATE TABLE run_values (
      path_id $int NOT NULL, value $text NOT NULL, run_id $int NOT NULL, PRIMARY KEY (path_id, value, run_id))$clustered`,
    // 0: not indexed yet, 1: all values are in the index, 2: only the first ones are.
    `ALTER TABLE runs ADD COLUMN values_state $int NOT NULL DEFAULT 0`,
    // When a value changed last: a walk in the order of a value leaves out what changed after it began.
    `ALTER TABLE runs ADD COLUMN values_at_ms $int NOT NULL DEFAULT 0`,
    `CREATE INDEX runs_listed ON runs (
      project_id, created_at_ms, id, state, heartbeat_at_ms, created_by, values_state) WHERE deleted_at_ms IS NULL`,
    `CREATE INDEX runs_heartbeat ON runs (project_id, heartbeat_at_ms, id) WHERE deleted_at_ms IS NULL`,
    `CREATE INDEX runs_sweep ON runs (project_id, sweep_name, id) WHERE deleted_at_ms IS NULL`,
    `CREATE INDEX runs_partly_indexed ON runs (project_id, id) WHERE values_state <> 1 AND deleted_at_ms IS NULL`,
    `CREATE INDEX runs_unindexed ON runs (id) WHERE values_state = 0 AND deleted_at_ms IS NULL`,
  ],
};
