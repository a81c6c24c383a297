import type { EntityId, JournalId } from "../ids.ts";

/**
 * What the storage journal tells of: versions that were deleted, brought back or purged; drafts that lapsed; what a round
 * of the collector gave back.
 */
export type JournalAction = "DELETED" | "UNDELETED" | "PURGED" | "LAPSED" | "COLLECTED";

/** One thing that happened to what is stored. */
export interface JournalEntry {
  readonly id: JournalId;
  readonly atMs: number;
  readonly action: JournalAction;
  /** What it happened to, by the name it had then: `entity/project/collection:vN`, or what a round took. */
  readonly subject: string;
  /** What it held alone at that moment, or what was given back; null where nobody counted (in bytes). */
  readonly bytes: number | null;
  /** Whose wish or which rule it was. */
  readonly reason: string;
  /** Whose it was; null for the whole store. */
  readonly entityId: EntityId | null;
  /** The user who asked for it, or the admin token; null for the server itself. */
  readonly doneBy: string | null;
}

/** An entry that is still to be written. */
export type NewJournalEntry = Omit<JournalEntry, "id">;
