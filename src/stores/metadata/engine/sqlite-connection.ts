import { LRUCache } from "lru-cache";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { StemmaError } from "../../../model/index.ts";
import { translateSqlite } from "./sqlite-faults.ts";

/** The result of a statement. */
export interface SqlResult {
  readonly rows: Record<string, unknown>[];
  readonly changes: number;
  readonly lastRowId: number;
}

/** Earlier versions of SQLite can lose committed rows when two connections reset the log at once. */
const LEAST_SQLITE_VERSION = [3, 51, 3] as const;

/** The client waits 30 s for an answer; another process's lock may take a sixth of that. */
const BUSY_TIMEOUT_MS = 5_000;

/** Statements are few (one SQL text per query in the code); this bounds the effect of a mistake. */
const MAX_PREPARED_STATEMENTS = 200;

interface Prepared {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

/** A connection to a SQLite file with prepared statements and translated errors. Calls are synchronous. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new LRUCache<string, Prepared>({ max: MAX_PREPARED_STATEMENTS });

  /**
   * @throws `unavailable` if the library is too old or the file cannot be opened; `damaged` if it is not an SQLite
   * database
   */
  constructor(path: string, options: { readonly isReader: boolean }) {
    try {
      this.#database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
      if (!options.isReader) this.#database.exec("PRAGMA journal_mode = WAL");
      // NORMAL lost 50 of 50 acknowledged commits in a simulated power cut.
      this.#database.exec("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192");
      if (options.isReader) this.#database.exec("PRAGMA query_only = ON");
    } catch (cause) {
      throw translateSqlite(cause);
    }
    checkVersion(String(this.execute("select sqlite_version() as version", []).rows[0]?.["version"]));
  }

  /** Whether a transaction is open; SQLite rolls back by itself after a serious error. */
  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /**
   * Runs a statement.
   *
   * @throws the errors of `translateSqlite`; `invalid_input` for a text with U+0000, which PostgreSQL cannot store
   */
  execute(sql: string, parameters: readonly unknown[]): SqlResult {
    for (const value of parameters) if (typeof value === "string" && value.includes("\0")) throw holdsNul();
    try {
      const { statement, hasRows } = this.#prepare(sql);
      const values = parameters as SQLInputValue[];
      if (hasRows) return { rows: statement.all(...values) as Record<string, unknown>[], changes: 0, lastRowId: 0 };
      const { changes, lastInsertRowid } = statement.run(...values);
      return { rows: [], changes: Number(changes), lastRowId: Number(lastInsertRowid) };
    } catch (cause) {
      throw translateSqlite(cause);
    }
  }

  /**
   * Reads the rows of a statement one by one. The connection sees one state until the iteration ends; no other
   * statement may run on it meanwhile.
   *
   * @throws the errors of `execute`
   */
  *rows(sql: string, parameters: readonly unknown[]): Iterable<SqlResult["rows"][number]> {
    for (const value of parameters) if (typeof value === "string" && value.includes("\0")) throw holdsNul();
    const read = <T>(step: () => T): T => {
      try {
        return step();
      } catch (cause) {
        throw translateSqlite(cause);
      }
    };
    const values = parameters as SQLInputValue[];
    const found = read(() => this.#prepare(sql).statement.iterate(...values)) as Iterator<SqlResult["rows"][number]>;
    try {
      for (let next = read(() => found.next()); next.done !== true; next = read(() => found.next())) yield next.value;
    } finally {
      found.return?.();
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, hasRows: statement.columns().length > 0 };
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

function checkVersion(version: string): void {
  const parts = version.split(".").map(Number);
  for (const [index, least] of LEAST_SQLITE_VERSION.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least)
      throw new StemmaError(
        "unavailable",
        `Cannot use SQLite ${version}: expected ${LEAST_SQLITE_VERSION.join(".")} or newer`,
      );
  }
}

function holdsNul(): StemmaError {
  return new StemmaError("invalid_input", "Cannot store the text: it contains the character U+0000");
}
