import type { Migration } from "./migration.ts";

/** Names columns by the words that the code uses. */
export const columnNames: Migration = {
  number: 14,
  name: "column-names",
  statements: [
    `ALTER TABLE artifacts RENAME COLUMN lapsed_at_ms TO expired_at_ms`,
    `ALTER TABLE artifacts RENAME COLUMN lapsed_files TO expired_files`,
    `ALTER TABLE damage RENAME COLUMN healed_at_ms TO repaired_at_ms`,
    `ALTER TABLE storage_journal RENAME COLUMN because TO reason`,
  ],
};
