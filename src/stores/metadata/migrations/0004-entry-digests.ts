import type { Migration } from "./migration.ts";

/** Entries that are named by another digest than the MD5 their bytes are announced by. */
export const entryDigests: Migration = {
  number: 4,
  name: "entry-digests",
  // Null where the MD5 names the entry too.
  statements: [`ALTER TABLE uploads ADD COLUMN entry_digest $text`],
};
