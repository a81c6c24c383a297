import type { Db } from "./tables.ts";

/** The facts in which the two engines differ; all other SQL is one text. */
export interface EngineFacts {
  readonly kind: "sqlite" | "postgres";
  /** What `$id`, `$int` and `$text` stand for in migrations. */
  readonly types: { readonly id: string; readonly int: string; readonly text: string };
  /** Whether rows have to be locked one by one: SQLite has one writer at a time, PostgreSQL has many. */
  readonly hasRowLocks: boolean;
  /** Gives one row with what the database takes. **Units** bytes */
  readonly sizeQuery: string;
}

/**
 * An opened metadata database.
 *
 * `read` sees the last committed state; `write` is for transactions only, which run one after the other on SQLite.
 */
export interface Engine {
  readonly facts: EngineFacts;
  readonly read: Db;
  readonly write: Db;
  close(): Promise<void>;
}
