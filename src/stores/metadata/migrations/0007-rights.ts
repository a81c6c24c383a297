import type { Migration } from "./migration.ts";

/** What a link protects, and which versions refer to entries of which others. */
export const rights: Migration = {
  number: 7,
  name: "rights",
  statements: [
    // A link protects its version (1) or does not (0). Null: an older link, of which nobody knows who made it.
    `ALTER TABLE memberships ADD COLUMN is_protecting $int`,
    `ALTER TABLE memberships ADD COLUMN linked_by $int REFERENCES users (id) ON DELETE SET NULL`,
    `CREATE INDEX memberships_linker ON memberships (linked_by) WHERE linked_by IS NOT NULL`,
    // Who linked inside of one entity could write at the source.
    `UPDATE memberships SET is_protecting = 1 WHERE (
        SELECT projects.entity_id FROM collections JOIN projects ON projects.id = collections.project_id
        WHERE collections.id = memberships.collection_id
      ) = (
        SELECT projects.entity_id FROM artifacts JOIN collections ON collections.id = artifacts.collection_id
        JOIN projects ON projects.id = collections.project_id WHERE artifacts.id = memberships.artifact_id)`,
    // The versions whose entries a manifest refers to; it keeps them where its committer could read them.
    `CREATE TABLE manifest_sources (
      manifest_id $int NOT NULL REFERENCES manifests (id) ON DELETE CASCADE,
      source_id $int NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE, is_keeping $int NOT NULL,
      PRIMARY KEY (manifest_id, source_id))`,
    `CREATE INDEX manifest_sources_source ON manifest_sources (source_id)`,
    `CREATE TABLE manifest_references (
      manifest_id $int NOT NULL, source_id $int NOT NULL, path $text NOT NULL, PRIMARY KEY (manifest_id, source_id, path),
      FOREIGN KEY (manifest_id, source_id) REFERENCES manifest_sources (manifest_id, source_id) ON DELETE CASCADE)`,
    `CREATE INDEX manifest_references_source ON manifest_references (source_id, path)`,
    // What is left of a purged version: a manifest of the entries that others refer to. Stale: fewer may be needed now.
    `ALTER TABLE artifacts ADD COLUMN kept_manifest_id $int`,
    `ALTER TABLE artifacts ADD COLUMN is_kept_stale $int NOT NULL DEFAULT 0`,
    `CREATE INDEX artifacts_kept_stale ON artifacts (id) WHERE is_kept_stale = 1`,
  ],
};
