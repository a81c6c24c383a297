import type { EntityId, JournalId } from "../ids.ts";

/**
 * The events of the storage journal: versions deleted, undeleted or purged; drafts expired; bytes freed by a garbage
 * collection.
 */
export type JournalAction = "DELETED" | "UNDELETED" | "PURGED" | "LAPSED" | "COLLECTED";

/** An event of the storage journal. */
export interface JournalEntry {
  readonly id: JournalId;
  readonly atMs: number;
  readonly action: JournalAction;
  /** The name of the object at the time: `entity/project/collection:vN`, or a summary of a round. */
  readonly subject: string;
  /** Bytes that only the object referenced, or that were freed; null if not counted. */
  readonly bytes: number | null;
  /** The request or rule behind it. */
  readonly reason: string;
  /** The owner; null for the whole store. */
  readonly entityId: EntityId | null;
  /** The user who requested it, or the admin token; null for the server itself. */
  readonly doneBy: string | null;
}

/** An entry to insert. */
export type NewJournalEntry = Omit<JournalEntry, "id">;
