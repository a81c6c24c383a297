import { StemmaError } from "../../../model/index.ts";
import type { SqlResult } from "./sqlite-connection.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { Mutex } from "./mutex.ts";

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
  readonly #turn = new Mutex();

  constructor(path: string) {
    this.#connection = new SqliteConnection(path, { isReader: false });
  }

  session(): SqlWriter {
    return new WriteSession(this.#connection, this.#turn);
  }

  close(): void {
    this.#connection.close();
  }
}

/** The session of one user. Statements outside of a transaction fail. */
class WriteSession implements SqlWriter {
  readonly #connection: SqliteConnection;
  readonly #turn: Mutex;
  #giveBack: (() => void) | undefined;

  constructor(connection: SqliteConnection, turn: Mutex) {
    this.#connection = connection;
    this.#turn = turn;
  }

  async begin(): Promise<void> {
    const giveBack = await this.#turn.take();
    try {
      this.#connection.execute("BEGIN IMMEDIATE", []);
      this.#giveBack = giveBack;
    } catch (error) {
      giveBack();
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
      this.#giveBack?.();
      this.#giveBack = undefined;
    }
  }

  /**
   * SQLite rolls back by itself if the disk is full or fails; later statements must not run outside of the transaction.
   */
  #requireTransaction(): void {
    if (this.#giveBack !== undefined && this.#connection.isInTransaction) return;
    throw new StemmaError("unavailable", "Cannot continue the transaction: it was rolled back after an error");
  }

  #rollBack(): void {
    if (this.#giveBack !== undefined && this.#connection.isInTransaction) this.#connection.execute("ROLLBACK", []);
  }
}
