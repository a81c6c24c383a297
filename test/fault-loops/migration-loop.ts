import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqliteEngine } from "../../src/stores/metadata/engine/dialect-sqlite.ts";
import type { Engine } from "../../src/stores/metadata/engine/engine.ts";
import { migrate } from "../../src/stores/metadata/migrations/migrate.ts";
import { LocalSqlWriter, type SqlWriter } from "../../src/stores/metadata/engine/sql-writer.ts";
import { isStemmaError } from "../../src/model/index.ts";
import { columnsByTable, namesIn } from "../support/older-database.ts";
import { type FaultKind, StepFaults } from "./step-faults.ts";

const NOW_MS = 1_700_000_000_000;
/** SQLite rolls back after two of these; the third leaves the transaction open. */
const KINDS: readonly FaultKind[] = ["EIO", "ENOSPC", "EMFILE"];

/** The parts of a database that a migration may change: its schema, and the rows under the columns it had before. */
interface DatabaseFacts {
  readonly schema: string;
  readonly rows: string;
}

/** Migrates a database with a crash or fault at each step in turn. */
export class MigrationLoop {
  readonly #older: string;
  readonly #folder: string;
  readonly #before: DatabaseFacts;
  readonly #columns: ReadonlyMap<string, string>;
  #after!: DatabaseFacts;

  /** Copies the database `older` into `folder`; the original stays unchanged. */
  constructor(older: string, folder: string) {
    this.#older = older;
    this.#folder = folder;
    const database = new DatabaseSync(older, { readOnly: true });
    this.#columns = columnsByTable(database);
    database.close();
    this.#before = this.#factsOf(older);
  }

  /** Migrates without a fault and returns the path of the result. */
  async migrateWhole(): Promise<string> {
    const path = this.#copy(this.#older, "whole");
    await withEngine(path, (engine) => migrate(engine, NOW_MS));
    this.#after = this.#factsOf(path);
    return path;
  }

  /**
   * Ends the process after so many steps, like a kill, and opens the files on the disk in the next one: they must be
   * the old or the new database, and become the new one.
   */
  async crashAfter(steps: number): Promise<{ readonly isOver: boolean; readonly failures: string[] }> {
    const path = this.#copy(this.#older, "crashed");
    let left = steps;
    let crashed: string | undefined;
    const pass = (): void => {
      left -= 1;
      if (left >= 0) return;
      crashed ??= this.#copy(path, "left");
      throw new Error("the process has ended");
    };
    await withEngine(path, (engine) => migrate(engine, NOW_MS), crashing(pass)).catch(() => {});
    if (crashed === undefined) return { isOver: true, failures: [] };
    const failures = this.#strange(crashed, [this.#before, this.#after]);
    await withEngine(crashed, (engine) => migrate(engine, NOW_MS));
    failures.push(...this.#strange(crashed, [this.#after]));
    return { isOver: false, failures: failures.map((failure) => `a crash after ${steps} steps: ${failure}`) };
  }

  /**
   * Lets a step fail: the migration must report it, leave the old database, and succeed afterwards in the same process.
   */
  async failAfter(after: number): Promise<{ readonly isOver: boolean; readonly failures: string[] }> {
    const path = this.#copy(this.#older, "failed");
    const faults = new StepFaults();
    const failures: string[] = [];
    const around = (session: SqlWriter): SqlWriter => faults.around.session!(session, undefined as never);
    await withEngine(
      path,
      async (engine) => {
        faults.begin({ kind: KINDS[after % KINDS.length]!, after, lasts: false });
        const ending = await migrate(engine, NOW_MS).then(
          () => "done",
          (error: unknown) => error,
        );
        faults.end();
        if (faults.fired === 0) return;
        if (!isStemmaError(ending, "unavailable", "storage_full")) failures.push(`it ended with ${String(ending)}`);
        failures.push(...this.#strange(path, [this.#before]));
        await migrate(engine, NOW_MS);
      },
      around,
    );
    failures.push(...this.#strange(path, [this.#after]));
    return {
      isOver: faults.fired === 0,
      failures: failures.map((failure) => `a fault after ${after} steps: ${failure}`),
    };
  }

  #copy(path: string, name: string): string {
    const target = join(this.#folder, `${name}.sqlite`);
    for (const end of ["", "-wal"]) {
      rmSync(target + end, { force: true });
      if (existsSync(path + end)) cpSync(path + end, target + end);
    }
    rmSync(`${target}-shm`, { force: true });
    return target;
  }

  #factsOf(path: string): DatabaseFacts {
    const database = new DatabaseSync(path);
    try {
      const schema = database.prepare(
        "select type, name, sql from sqlite_master where name not like 'sqlite_%' order by name",
      );
      const rows = [...this.#columns]
        .filter(([table]) => table !== "schema_migrations")
        .map(([table, columns]) => {
          const names = namesIn(database, table, columns);
          const statement = database.prepare(`select ${names} from ${table} order by ${names}`);
          statement.setReturnArrays(true);
          return [table, statement.all()];
        });
      return { schema: JSON.stringify(schema.all()), rows: JSON.stringify(rows) };
    } finally {
      database.close();
    }
  }

  #strange(path: string, allowed: readonly DatabaseFacts[]): string[] {
    const found = this.#factsOf(path);
    if (allowed.some(({ schema, rows }) => schema === found.schema && rows === found.rows)) return [];
    const which = allowed.map(({ schema }) => schema).indexOf(found.schema);
    return [which === -1 ? "its schema is between two numbers" : "its rows are other ones"];
  }
}

async function withEngine<T>(
  path: string,
  work: (engine: Engine) => Promise<T>,
  around: (session: SqlWriter) => SqlWriter = (session) => session,
): Promise<T> {
  const writer = new LocalSqlWriter(path);
  const engine = openSqliteEngine(path, () => around(writer.session()));
  try {
    return await work(engine);
  } finally {
    await engine.close();
    writer.close();
  }
}

/** Calls `pass` before each step and after the commit. */
function crashing(pass: () => void): (session: SqlWriter) => SqlWriter {
  return (session) => ({
    async begin() {
      pass();
      await session.begin();
    },
    async execute(sql, parameters) {
      pass();
      return session.execute(sql, parameters);
    },
    async end(how) {
      if (how === "commit") pass();
      await session.end(how);
      if (how === "commit") pass();
    },
  });
}
