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

/** The capabilities of SQLite. */
export const sqliteCapabilities: EngineCapabilities = {
  kind: "sqlite",
  types: { id: "INTEGER PRIMARY KEY AUTOINCREMENT", int: "INTEGER", text: "TEXT", clustered: " WITHOUT ROWID" },
  hasRowLocks: false,
  readsHoldThread: true,
  sizeQuery: "select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()",
  hasDatabaseFile: true,
};

/** Opens the reading side of a SQLite file. The writer may be in another thread. */
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

/** Returns Kysely over a writer, for transactions only. Reads before the first write use `reader`, of the same file. */
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
 * Reads need no lock: a statement completes before the next one can start. Kysely's lock for single-connection engines
 * wakes all waiters each time, which takes a second for a thousand of them.
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

/** Connections for the statements of requests; further statements wait. */
const METERED_CONNECTIONS = 4;

/**
 * Runs reads at once, on one connection: each is a statement of microseconds.
 *
 * Reads for a request may be longer. They use connections of their own and yield to others between two rows: during a
 * statement, a connection sees the state in which the statement started.
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
      await ownTimeSlice(meter);
      const rows: SqlResult["rows"] = [];
      // Charged row by row, so that a statement over the budget is aborted before its rows fill the memory.
      for (const row of connection.rows(sql, parameters)) {
        meter.loaded(1, rowBytes(row));
        rows.push(row);
        const slice = ownTimeSlice(meter);
        if (slice !== undefined) await slice;
      }
      return { rows, changes: 0, lastRowId: 0 };
    } finally {
      this.#release(connection);
    }
  }

  /** Takes the most recently used connection, whose cache is warmest. */
  #take(): SqliteConnection | Promise<SqliteConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#opened === METERED_CONNECTIONS) return new Promise((resolve) => void this.#waiting.push(resolve));
    const opened = new SqliteConnection(this.#path, { isReader: true });
    this.#opened += 1;
    return opened;
  }

  #release(connection: SqliteConnection): void {
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

/** Resolves when the time slice is not used up; another caller that was woken at the same time may have used it. */
function ownTimeSlice(meter: Meter): Promise<void> | undefined {
  const others = meter.yieldIfDue();
  return others?.then(() => ownTimeSlice(meter));
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

/** Gives each snapshot a reading connection of its own, opened on demand and reused. */
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
  /** SQLite takes the snapshot at the first read. */
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
 * No other transaction commits while this one is open. Until its first write it therefore reads the last committed
 * state, in this thread, without a round trip to the writer's thread.
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
 * Gives each transaction a session, which waits for the connection in `begin`.
 *
 * A session ends once: after a failed commit Kysely requests a rollback, which has already happened.
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
