import type { Migration } from "./migration.ts";

/** What a claim rests on. */
export const claims: Migration = {
  number: 13,
  name: "claims",
  statements: [
    // The draft or version of the project that has the bytes; null: a claim from before, which is taken to hold.
    `ALTER TABLE claims ADD COLUMN artifact_id $int`,
  ],
};
