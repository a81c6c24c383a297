import { sql } from "kysely";
import { checkTwice, finding, type Phase } from "../audit-store.ts";

/** Runs SQLite's integrity and foreign key checks. PostgreSQL guarantees both itself. */
export const checkDatabase: Phase = (store) =>
  checkTwice(store, async ({ db, capabilities }) => {
    if (!capabilities.hasDatabaseFile) return { next: null, counts: {}, findings: [] };
    const integrity = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
    const foreign = await sql<{ child: string; parent: string; count: number }>`
      select "table" as child, parent, count(*) as count from pragma_foreign_key_check group by "table", parent`.execute(
      db,
    );
    return {
      next: null,
      counts: {},
      findings: [
        ...integrity.rows.flatMap(({ integrity_check: said }) => (said === "ok" ? [] : [finding(`Database: ${said}`)])),
        ...foreign.rows.map(({ child, parent, count }) =>
          finding(`Database: rows of ${child} that name a missing row of ${parent}: ${count}, expected 0`),
        ),
      ],
    };
  });
