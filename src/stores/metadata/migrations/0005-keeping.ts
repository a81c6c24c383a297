import type { Migration } from "./migration.ts";

/** What is kept, for how long and by whose rule; what may be stored; what was given back and why. */
export const keeping: Migration = {
  number: 5,
  name: "keeping",
  statements: [
    // When a chunk was stored first: what a day brought is what came then and is held still.
    `ALTER TABLE chunks ADD COLUMN stored_at_ms $int NOT NULL DEFAULT 0`,
    `UPDATE chunks SET stored_at_ms = (SELECT packs.created_at_ms FROM packs WHERE packs.id = chunks.pack_id)`,
    // Null: no bound.
    `ALTER TABLE entities ADD COLUMN quota_bytes $int`,
    // What versions that say nothing of their time to live inherit, from the nearest that says something.
    `ALTER TABLE entities ADD COLUMN ttl_seconds $int`,
    `ALTER TABLE collections ADD COLUMN ttl_seconds $int`,
    // A draft whose client was silent for too long: what it had received, for when the client comes back after all.
    `ALTER TABLE artifacts ADD COLUMN lapsed_at_ms $int`,
    `ALTER TABLE artifacts ADD COLUMN lapsed_files $text`,
    // The rules of a scope, each change a row of its own; the newest one counts. The instance has the id 0.
    `CREATE TABLE retention_rules (
      id $id, scope_kind $text NOT NULL, scope_id $int NOT NULL, rules $text NOT NULL,
      created_by $int REFERENCES users (id) ON DELETE SET NULL, created_at_ms $int NOT NULL)`,
    `CREATE INDEX retention_rules_scope ON retention_rules (scope_kind, scope_id, id)`,
    // What ended or was given back. Names are kept as text: what they named is gone.
    `CREATE TABLE storage_journal (
      id $id, at_ms $int NOT NULL, action $text NOT NULL, subject $text NOT NULL, bytes $int, because $text NOT NULL,
      entity_id $int, done_by $text)`,
    `CREATE INDEX storage_journal_entity ON storage_journal (entity_id, id)`,
  ],
};
