import { StemmaError } from "../../../model/index.ts";
import type { SqlResult } from "./sqlite-connection.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { Mutex } from "../../../async/mutex.ts";

/**
 * The only writing connection of a SQLite database, in this or another thread.
 *
 * `begin` acquires the connection and `end` releases it; nothing else runs on it in between.
 */
export interface SqlWriter {
  begin(): Promise<void>;
  execute(sql: string, parameters: readonly unknown[]): Promise<SqlResult>;
  end(how: "commit" | "rollback"): Promise<void>;
}

/** The writer in the thread that owns the connection. Each user of the connection gets a session. */
export class LocalSqlWriter {
  readonly #connection: SqliteConnection;
  readonly #mutex = new Mutex();

  constructor(path: string) {
    this.#connection = new SqliteConnection(path, { isReader: false });
  }

  session(): SqlWriter {
    return new WriteSession(this.#connection, this.#mutex);
  }

  close(): void {
    this.#connection.close();
  }
}

/** The session of one user. Statements outside of a transaction fail. */
class WriteSession implements SqlWriter {
  readonly #connection: SqliteConnection;
  readonly #mutex: Mutex;
  #release: (() => void) | undefined;

  constructor(connection: SqliteConnection, mutex: Mutex) {
    this.#connection = connection;
    this.#mutex = mutex;
  }

  async begin(): Promise<void> {
    const release = await this.#mutex.acquire();
    try {
      this.#connection.execute("BEGIN IMMEDIATE", []);
      this.#release = release;
    } catch (error) {
      release();
      throw error;
    }
  }

  async execute(sql: string, parameters: readonly unknown[]): Promise<SqlResult> {
    this.#requireTransaction();
    return this.#connection.execute(sql, parameters);
  }

  /** Ends the transaction and releases the connection; rolls back if the commit fails. */
  async end(how: "commit" | "rollback"): Promise<void> {
    try {
      if (how === "commit") {
        this.#requireTransaction();
        this.#connection.execute("COMMIT", []);
      }
    } finally {
      this.#rollBack();
      this.#release?.();
      this.#release = undefined;
    }
  }

  /**
   * SQLite rolls back by itself if the disk is full or fails; later statements must not run outside of the transaction.
   */
  #requireTransaction(): void {
    if (this.#release !== undefined && this.#connection.isInTransaction) return;
    throw new StemmaError("unavailable", "Cannot continue the transaction: it was rolled back after an error");
  }

  #rollBack(): void {
    if (this.#release !== undefined && this.#connection.isInTransaction) this.#connection.execute("ROLLBACK", []);
  }
}
