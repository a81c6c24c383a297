import type { Migration } from "./migration.ts";

/** Sweeps, their agents, and which point of the grid went to whom. */
export const sweeps: Migration = {
  number: 3,
  name: "sweeps",
  statements: [
    // `config` is the text that arrived, `grid` what it means: `[{path, values}]`.
    `CREATE TABLE sweeps (
      id $id, project_id $int NOT NULL REFERENCES projects (id), name $text NOT NULL, display_name $text, description $text,
      state $text NOT NULL, config $text NOT NULL, grid $text NOT NULL, next_point $int NOT NULL,
      created_at_ms $int NOT NULL, updated_at_ms $int NOT NULL, UNIQUE (project_id, name))`,
    `CREATE TABLE sweep_agents (
      id $id, sweep_id $int NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE, host $text NOT NULL,
      created_at_ms $int NOT NULL, heartbeat_at_ms $int NOT NULL)`,
    `CREATE INDEX sweep_agents_sweep ON sweep_agents (sweep_id)`,
    `CREATE TABLE sweep_points (
      sweep_id $int NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE, point $int NOT NULL,
      agent_id $int NOT NULL REFERENCES sweep_agents (id) ON DELETE CASCADE, run_name $text NOT NULL,
      PRIMARY KEY (sweep_id, point))`,
    `CREATE INDEX sweep_points_agent ON sweep_points (agent_id)`,
  ],
};
