import type { SqlResult } from "./sqlite-connection.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { WriteTurn } from "./write-turn.ts";

/**
 * The one writing connection of a SQLite database, here or in another thread.
 *
 * `begin` waits for the turn and holds it until `end`; nothing else runs on the connection in between.
 */
export interface SqlWriter {
  begin(): Promise<void>;
  execute(sql: string, parameters: readonly unknown[]): Promise<SqlResult>;
  end(how: "commit" | "rollback"): Promise<void>;
}

/** The writer in the thread that owns the connection. Every user of the connection gets a session of its own. */
export class LocalSqlWriter {
  readonly #connection: SqliteConnection;
  readonly #turn = new WriteTurn();

  constructor(path: string) {
    this.#connection = new SqliteConnection(path, { isReader: false });
  }

  session(): SqlWriter {
    let giveBack: (() => void) | undefined;
    return {
      begin: async () => {
        const end = await this.#turn.take();
        try {
          this.#connection.execute("BEGIN IMMEDIATE", []);
          giveBack = end;
        } catch (error) {
          end();
          throw error;
        }
      },
      execute: async (sql, parameters) => this.#connection.execute(sql, parameters),
      end: async (how) => {
        try {
          this.#connection.execute(how === "commit" ? "COMMIT" : "ROLLBACK", []);
        } catch (error) {
          if (how === "commit") this.#connection.execute("ROLLBACK", []);
          throw error;
        } finally {
          giveBack?.();
          giveBack = undefined;
        }
      },
    };
  }

  close(): void {
    this.#connection.close();
  }
}
