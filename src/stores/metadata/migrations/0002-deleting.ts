import type { Migration } from "./migration.ts";

/** Deleted versions and runs stay as tombstones; versions of many runs; work that is asked for as jobs. */
export const deleting: Migration = {
  number: 2,
  name: "deleting",
  statements: [
    // A deleted version has its manifest until it is purged; the aliases it had are kept as `[[collection id, alias]]`.
    `ALTER TABLE artifacts ADD COLUMN deleted_at_ms $int`,
    `ALTER TABLE artifacts ADD COLUMN deleted_aliases $text`,
    `CREATE INDEX artifacts_purgeable ON artifacts (deleted_at_ms) WHERE state = 'DELETED' AND manifest_id IS NOT NULL`,
    `CREATE INDEX artifacts_expiring ON artifacts (created_at_ms) WHERE state = 'COMMITTED' AND ttl_seconds > 0`,
    `CREATE INDEX artifacts_base ON artifacts (base_artifact_id) WHERE base_artifact_id IS NOT NULL`,
    `CREATE INDEX manifests_base ON manifests (base_artifact_id) WHERE base_artifact_id IS NOT NULL`,
    `CREATE INDEX artifacts_maker ON artifacts (made_by_run_id) WHERE made_by_run_id IS NOT NULL`,
    // The name of a deleted run is not given again: its edges still speak of it.
    `ALTER TABLE runs ADD COLUMN deleted_at_ms $int`,
    // Many runs that send the same id fill one draft.
    `CREATE UNIQUE INDEX artifacts_distributed ON artifacts (collection_id, distributed_id) WHERE distributed_id IS NOT NULL`,
    // Work for whichever process takes it; a lease that ran out is taken again.
    `CREATE TABLE jobs (
      id $id, kind $text NOT NULL, state $text NOT NULL, grace_seconds $int, options $text NOT NULL, result $text, error $text,
      created_by $int REFERENCES users (id) ON DELETE SET NULL, created_at_ms $int NOT NULL, started_at_ms $int, ended_at_ms $int,
      leased_until_ms $int)`,
    `CREATE INDEX jobs_open ON jobs (id) WHERE ended_at_ms IS NULL`,
  ],
};
