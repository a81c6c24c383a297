import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Meter, Metering } from "../../../core/ports/metering.ts";
import type { Engine, EngineCapabilities } from "./engine.ts";
import type { SqlWriter } from "./sql-writer.ts";
import { SqliteConnection, type SqlResult } from "./sqlite-connection.ts";
import { rowBytes } from "./row-bytes.ts";
import type { Db, Tables } from "../tables.ts";

/** The named differences of SQLite. */
export const sqliteCapabilities: EngineCapabilities = {
  kind: "sqlite",
  types: { id: "INTEGER PRIMARY KEY AUTOINCREMENT", int: "INTEGER", text: "TEXT", clustered: " WITHOUT ROWID" },
  hasRowLocks: false,
  readsHoldThread: true,
  sizeQuery: "select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()",
  hasFileOfItsOwn: true,
};

/** Opens the reading side of a SQLite file beside a writer that may live in another thread. */
export function openSqliteEngine(path: string, openSession: () => SqlWriter, metering?: Metering): Engine {
  const reader = new SqliteConnection(path, { isReader: true });
  const read = new Kysely<Tables>({
    dialect: { ...sqliteDialect(new ReadingDriver(reader, path, metering)), createAdapter: () => new ReadingAdapter() },
  });
  const write = sqliteWriteDb(openSession, reader);
  const snapshots = new Kysely<Tables>({ dialect: sqliteDialect(new SnapshotDriver(path)) });
  return {
    capabilities: sqliteCapabilities,
    read,
    write,
    snapshot: (work) => snapshots.transaction().execute(work),
    close: async () => {
      await snapshots.destroy();
      await write.destroy();
      await read.destroy();
      reader.close();
    },
  };
}

/** Kysely over a writer: transactions only. What they read before they write is read by `reader`, of the same file. */
export function sqliteWriteDb(openSession: () => SqlWriter, reader: SqliteConnection): Db {
  return new Kysely<Tables>({ dialect: sqliteDialect(new WritingDriver(openSession, reader)) });
}

function sqliteDialect(driver: Driver): Dialect {
  return {
    createDriver: () => driver,
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * Reads need not wait for each other: a statement is over before the next can begin. The lock for engines with a single
 * connection wakes all that wait for it each time, which takes a second for a thousand of them.
 */
class ReadingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

function queryResult<R>(result: SqlResult): QueryResult<R> {
  return { rows: result.rows as R[], numAffectedRows: BigInt(result.changes), insertId: BigInt(result.lastRowId) };
}

function noStream(): never {
  throw new Error("the SQLite dialect of Stemma reads pages, it does not stream");
}

/** Connections that statements of requests are read over; more of them wait for one. */
const METERED_CONNECTIONS = 4;

/**
 * Reads run at once, on one connection: each is a statement of microseconds.
 *
 * What is read for a request may be more. It is read over connections of its own, so that others have their turn between
 * two of its rows: a connection that is amid a statement goes on seeing the state in which that began.
 */
class ReadingDriver implements Driver {
  readonly #connection: DatabaseConnection;
  readonly #path: string;
  readonly #idle: SqliteConnection[] = [];
  readonly #waiting: ((connection: SqliteConnection) => void)[] = [];
  #opened = 0;

  constructor(reader: SqliteConnection, path: string, metering: Metering | undefined) {
    this.#path = path;
    this.#connection = {
      executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
        const meter = metering?.current();
        return queryResult<R>(
          meter === undefined ? reader.execute(sql, parameters) : await this.#metered(sql, parameters, meter),
        );
      },
      streamQuery: noStream,
    };
  }

  async #metered(sql: string, parameters: readonly unknown[], meter: Meter): Promise<SqlResult> {
    const connection = await this.#take();
    try {
      await ownTurn(meter);
      const rows: SqlResult["rows"] = [];
      // Charged row by row, so that a statement over the budget is broken off before its rows fill the memory.
      for (const row of connection.rows(sql, parameters)) {
        meter.loaded(1, rowBytes(row));
        rows.push(row);
        const turn = ownTurn(meter);
        if (turn !== undefined) await turn;
      }
      return { rows, changes: 0, lastRowId: 0 };
    } finally {
      this.#giveBack(connection);
    }
  }

  /** The one that was used last has the most in memory. */
  #take(): SqliteConnection | Promise<SqliteConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#opened === METERED_CONNECTIONS) return new Promise((resolve) => void this.#waiting.push(resolve));
    const opened = new SqliteConnection(this.#path, { isReader: true });
    this.#opened += 1;
    return opened;
  }

  #giveBack(connection: SqliteConnection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(connection);
    else next(connection);
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  async beginTransaction(): Promise<void> {
    throw new Error("the reading side opens no transaction");
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {
    for (const connection of this.#idle.splice(0)) connection.close();
  }
}

/** Resolves when the turn is not used up; whoever was woken at the same time may have taken it. */
function ownTurn(meter: Meter): Promise<void> | undefined {
  const others = meter.yieldTurn();
  return others?.then(() => ownTurn(meter));
}

class SnapshotConnection implements DatabaseConnection {
  readonly reader: SqliteConnection;

  constructor(reader: SqliteConnection) {
    this.reader = reader;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return queryResult<R>(this.reader.execute(query.sql, query.parameters));
  }

  streamQuery = noStream;
}

/** Each snapshot has a reading connection of its own, opened when it is first needed and kept for the next one. */
class SnapshotDriver implements Driver {
  readonly #path: string;
  readonly #idle: SnapshotConnection[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<SnapshotConnection> {
    return this.#idle.pop() ?? new SnapshotConnection(new SqliteConnection(this.#path, { isReader: true }));
  }
  /** The state is that of the first read. */
  async beginTransaction({ reader }: SnapshotConnection): Promise<void> {
    reader.execute("BEGIN", []);
  }
  async commitTransaction({ reader }: SnapshotConnection): Promise<void> {
    reader.execute("COMMIT", []);
  }
  async rollbackTransaction({ reader }: SnapshotConnection): Promise<void> {
    if (reader.isInTransaction) reader.execute("ROLLBACK", []);
  }
  async releaseConnection(connection: SnapshotConnection): Promise<void> {
    this.#idle.push(connection);
  }
  async destroy(): Promise<void> {
    for (const { reader } of this.#idle.splice(0)) reader.close();
  }
}

/**
 * Nobody else commits from the begin of a transaction to its end. So until it has written itself the last committed state
 * is what it sees, and what it reads need not travel to the thread of the writer and back: a verb looks before it writes.
 */
class WritingConnection implements DatabaseConnection {
  readonly session: SqlWriter;
  readonly #reader: SqliteConnection;
  #hasWritten = false;
  isEnded = false;

  constructor(session: SqlWriter, reader: SqliteConnection) {
    this.session = session;
    this.#reader = reader;
  }

  async executeQuery<R>({ query, sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    this.#hasWritten ||= !SelectQueryNode.is(query);
    return queryResult<R>(await (this.#hasWritten ? this.session : this.#reader).execute(sql, parameters));
  }

  streamQuery = noStream;
}

/**
 * Each transaction gets a session; the session waits for its turn in `begin`.
 *
 * A session ends once: after a commit that failed Kysely asks for a rollback, which has happened by then.
 */
class WritingDriver implements Driver {
  readonly #openSession: () => SqlWriter;
  readonly #reader: SqliteConnection;

  constructor(openSession: () => SqlWriter, reader: SqliteConnection) {
    this.#openSession = openSession;
    this.#reader = reader;
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<WritingConnection> {
    return new WritingConnection(this.#openSession(), this.#reader);
  }
  async beginTransaction(connection: WritingConnection): Promise<void> {
    await connection.session.begin();
  }
  async commitTransaction(connection: WritingConnection): Promise<void> {
    connection.isEnded = true;
    await connection.session.end("commit");
  }
  async rollbackTransaction(connection: WritingConnection): Promise<void> {
    if (connection.isEnded) return;
    connection.isEnded = true;
    await connection.session.end("rollback");
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}
