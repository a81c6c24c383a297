import { sql } from "kysely";
import type { JournalRows } from "../../core/ports/metadata.ts";
import { type JournalEntry, listName } from "../../model/index.ts";
import { inputRows } from "./engine/input-rows.ts";
import { keysetPage } from "./query/keyset.ts";
import type { RowsScope } from "./engine/rows-scope.ts";

/** The storage journal as rows. */
export function journalRows({ db, capabilities }: RowsScope): JournalRows {
  return {
    async add(entries) {
      if (entries.length === 0) return;
      const input = inputRows(
        capabilities,
        {
          at_ms: "int",
          action: "text",
          subject: "text",
          bytes: "int",
          reason: "text",
          entity_id: "int",
          done_by: "text",
        },
        entries.map(({ atMs, action, subject, bytes, reason, entityId, doneBy }) => [
          atMs,
          action,
          subject,
          bytes,
          reason,
          entityId,
          doneBy,
        ]),
      );
      await sql`insert into storage_journal (at_ms, action, subject, bytes, reason, entity_id, done_by)
        select at_ms, action, subject, bytes, reason, entity_id, done_by from ${input} as input
        order by input.position`.execute(db);
    },
    list(entityId, page) {
      const entries = db.selectFrom("storage_journal").selectAll();
      return keysetPage(
        entityId === null ? entries : entries.where("entity_id", "=", entityId),
        {
          list: listName("journal", entityId),
          keys: [{ value: sql`storage_journal.id`, type: "int", isDescending: true }],
        },
        page,
        (rows) => rows.map(toEntry),
      );
    },
    async forget(beforeMs) {
      const { numDeletedRows } = await db
        .deleteFrom("storage_journal")
        .where("at_ms", "<", beforeMs)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

function toEntry(row: {
  id: JournalEntry["id"];
  at_ms: number;
  action: JournalEntry["action"];
  subject: string;
  bytes: number | null;
  reason: string;
  entity_id: JournalEntry["entityId"];
  done_by: string | null;
}): JournalEntry {
  const { id, action, subject, bytes, reason } = row;
  return { id, atMs: row.at_ms, action, subject, bytes, reason, entityId: row.entity_id, doneBy: row.done_by };
}
