import type { Migration } from "./migration.ts";

/** What is known of damaged bytes; and an index for each way a foreign key is followed back. */
export const damage: Migration = {
  number: 6,
  name: "damage",
  statements: [
    // One row for each damaged chunk, whatever number of reads met it. The pack is a name: the row of a pack can go.
    `CREATE TABLE damage (
      id $id, chunk_hash $text NOT NULL UNIQUE, pack $text NOT NULL, start_byte $int NOT NULL, blob $text,
      found_by $text NOT NULL, detail $text NOT NULL, found_at_ms $int NOT NULL, healed_at_ms $int)`,
    `CREATE INDEX damage_open ON damage (chunk_hash) WHERE healed_at_ms IS NULL`,
    // Without them each chunk, blob or part that is deleted costs a walk through the table that could name it.
    `CREATE INDEX IF NOT EXISTS blob_chunks_chunk ON blob_chunks (chunk_id)`,
    `CREATE INDEX IF NOT EXISTS run_files_blob ON run_files (blob_id)`,
    `CREATE INDEX IF NOT EXISTS manifest_nodes_part ON manifest_nodes (part_id)`,
  ],
};
