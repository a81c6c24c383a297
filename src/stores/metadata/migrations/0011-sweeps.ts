import type { Migration } from "./migration.ts";

/** Sweeps whose combinations are given again, drawn, or resumed; what manifests say of their storage. */
export const givenAgain: Migration = {
  number: 11,
  name: "sweeps",
  statements: [
    `ALTER TABLE sweeps ADD COLUMN deleted_at_ms $int`,
    // `point` counts what was handed out. Where `args` is null it is the number of the combination in the grid as well.
    `ALTER TABLE sweep_points ADD COLUMN args $text`,
    `ALTER TABLE sweep_points ADD COLUMN args_key $text`,
    `ALTER TABLE sweep_points ADD COLUMN state $text NOT NULL DEFAULT 'given'`,
    // The heartbeat of the preempted run when it was handed out to be resumed; another one says that it was.
    `ALTER TABLE sweep_points ADD COLUMN resumed_heartbeat_ms $int`,
    // As it was sent, JSON; null for what every manifest said before.
    `ALTER TABLE manifests ADD COLUMN policy_config $text`,
    `CREATE INDEX sweep_points_args ON sweep_points (sweep_id, args_key)`,
  ],
};
