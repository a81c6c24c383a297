import type { Db } from "../tables.ts";

/** The capabilities in which the two engines differ; all other SQL is the same. */
export interface EngineCapabilities {
  readonly kind: "sqlite" | "postgres";
  /**
   * The replacements of `$id`, `$int`, `$text` and `$clustered` (rows in the order of the primary key) in migrations.
   */
  readonly types: { readonly id: string; readonly int: string; readonly text: string; readonly clustered: string };
  /** Whether rows have to be locked individually: SQLite has one writer at a time, PostgreSQL has many. */
  readonly hasRowLocks: boolean;
  /** Whether a statement blocks the calling thread until it completes. */
  readonly readsHoldThread: boolean;
  /** Selects one row with the size of the database (in bytes). */
  readonly sizeQuery: string;
  /** Whether the database is a file in the data folder, whose integrity can be checked. */
  readonly hasDatabaseFile: boolean;
}

/**
 * An opened metadata database.
 *
 * `read` sees the last committed state; `write` is for transactions only, which run one after the other on SQLite.
 * `snapshot` provides one consistent state for several reads. While it is open SQLite cannot truncate its log, so long
 * work takes a series of snapshots.
 */
export interface Engine {
  readonly capabilities: EngineCapabilities;
  readonly read: Db;
  readonly write: Db;
  snapshot<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
