import type { Db } from "../tables.ts";

/** The capabilities in which the two engines differ; all other SQL is one text. */
export interface EngineCapabilities {
  readonly kind: "sqlite" | "postgres";
  /** What `$id`, `$int`, `$text` and `$clustered` (rows in the order of the primary key) stand for in migrations. */
  readonly types: { readonly id: string; readonly int: string; readonly text: string; readonly clustered: string };
  /** Whether rows have to be locked one by one: SQLite has one writer at a time, PostgreSQL has many. */
  readonly hasRowLocks: boolean;
  /** Whether a statement holds the thread that asks until it is over. */
  readonly readsHoldThread: boolean;
  /** Gives one row with what the database takes (in bytes). */
  readonly sizeQuery: string;
  /** Whether the rows lie in a file of ours, which can be asked whether it is whole. */
  readonly hasFileOfItsOwn: boolean;
}

/**
 * An opened metadata database.
 *
 * `read` sees the last committed state; `write` is for transactions only, which run one after the other on SQLite.
 * `snapshot` gives one state to several reads, whatever is committed meanwhile; it only reads. While it is open SQLite
 * cannot shorten its log, so that long work takes one snapshot after the other.
 */
export interface Engine {
  readonly capabilities: EngineCapabilities;
  readonly read: Db;
  readonly write: Db;
  snapshot<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
