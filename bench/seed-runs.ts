import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { OPAQUE_LIST_KEY, valueKey } from "../src/model/index.ts";

type Cell = string | number;

/** The database of an idle server, filled directly: a hundred thousand runs over the wire would take hours. */
export interface SeededDatabase {
  run(sql: string, values?: readonly Cell[]): Promise<void>;
  /** Returns the single number of a query. */
  number(sql: string): Promise<number>;
  /**
   * Inserts many rows at once; all have the column types of the first one.
   *
   * @param into the table and its columns, such as `lines (run_id, line)`
   */
  insert(into: string, rows: Iterable<readonly Cell[]>): Promise<void>;
  /** Fills the index of values; its key is made afterwards where that is faster. */
  withoutKey(table: "run_values", fill: () => Promise<void>): Promise<void>;
  /** Updates the statistics of the engine. */
  analyze(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the database of a data folder, or a PostgreSQL database. */
export async function openSeeded(place: { sqlitePath: string } | { postgresUrl: string }): Promise<SeededDatabase> {
  return "sqlitePath" in place ? openSqlite(place.sqlitePath) : openPostgres(place.postgresUrl);
}

function openSqlite(path: string): SeededDatabase {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000");
  return {
    run: async (sql, values = []) => void database.prepare(sql).run(...values),
    number: async (sql) => Number(Object.values(database.prepare(sql).get()!)[0]),
    async insert(into, rows) {
      const columns = into.split(",").length;
      const statement = database.prepare(`insert into ${into} values (${Array(columns).fill("?").join(", ")})`);
      database.exec("BEGIN IMMEDIATE");
      for (const row of rows) statement.run(...row);
      database.exec("COMMIT");
    },
    // Its rows lie in the order of the key.
    withoutKey: (_, fill) => fill(),
    // Without statistics, like the databases of servers.
    analyze: async () => database.exec("PRAGMA wal_checkpoint(TRUNCATE)"),
    close: async () => database.close(),
  };
}

/** The length of one statement (in characters). */
const STATEMENT_CHARACTERS = 8 * 1024 * 1024;

async function openPostgres(url: string): Promise<SeededDatabase> {
  const client = new pg.Client({ connectionString: url });
  // The statement in progress reports a broken connection.
  client.on("error", () => undefined);
  await client.connect();
  const run = async (sql: string, values: readonly (Cell | readonly Cell[])[] = []): Promise<void> => {
    let at = 0;
    await client.query(
      sql.replaceAll("?", () => `$${(at += 1)}`),
      [...values],
    );
  };
  await run("set synchronous_commit = off");
  await run("set maintenance_work_mem = '1GB'");
  return {
    run,
    number: async (sql) => Number(Object.values((await client.query(sql)).rows[0] as object)[0]),
    async insert(into, rows) {
      let columns: Cell[][] = [];
      let characters = 0;
      const flush = async (): Promise<void> => {
        const arrays = columns.map(([first]) => `?::${typeof first === "number" ? "bigint" : "text"}[]`);
        await run(`insert into ${into} select * from unnest(${arrays.join(", ")})`, columns);
        columns = [];
        characters = 0;
      };
      for (const row of rows) {
        for (const [at, cell] of row.entries()) {
          (columns[at] ??= []).push(cell);
          characters += typeof cell === "string" ? cell.length : 1;
        }
        if (characters >= STATEMENT_CHARACTERS) await flush();
      }
      if (columns.length > 0) await flush();
    },
    async withoutKey(table, fill) {
      await run(`alter table ${table} drop constraint ${table}_pkey`);
      await fill();
      await run(`alter table ${table} add primary key (path_id, value, run_id)`);
    },
    analyze: () => run("vacuum analyze"),
    close: () => client.end(),
  };
}

/** Distinct values per key. */
const VALUES = 1000;
/** Keys inserted between two progress lines. */
const KEYS_PER_LINE = 25;

/** Returns the value of a key of a seeded run. */
export function seededValue(run: number, key: number): number {
  return ((run * 31 + key * 17) % VALUES) / 8;
}

/** The amount of data to seed, and a progress callback. */
interface Seeding {
  readonly runs: number;
  readonly keys: number;
  readonly say: (text: string) => void;
}

/**
 * Inserts finished runs with config keys `k0`, `k1` …, one summary value `loss`, and their value index. Each also has a
 * list `long`, of which the index records only the presence.
 */
export async function seedRuns(database: SeededDatabase, project: string, { runs, keys, say }: Seeding): Promise<void> {
  const projectId = await database.number(`select id from projects where name = '${project}'`);
  await database.insert(
    `runs (project_id, name, display_name, state, tags, config, summary, is_stop_requested, created_at_ms, heartbeat_at_ms, values_state)`,
    runRows(projectId, runs, keys),
  );
  say(`${runs} runs`);
  const paths = Array.from({ length: keys }, (_, key) => `config.k${key}`);
  for (const path of [...paths, "summary_metrics.loss", "config.long"])
    await database.run("insert into value_paths (project_id, path) values (?, ?)", [projectId, path]);
  const idOf = (path: string): string => `(select id from value_paths where path = '${path}')`;
  // Ordered by value and then by run, like the index.
  await database.run("create table seeded_runs (number int primary key, id bigint)");
  await database.run(
    "insert into seeded_runs select cast(substr(name, 6) as bigint), id from runs where name like 'seed-%'",
  );
  await database.run("create table seeded_values (number int primary key, value text)");
  await database.insert(
    "seeded_values (number, value)",
    Array.from({ length: VALUES }, (_, at) => [at, valueKey(at / 8)!]),
  );
  await database.withoutKey("run_values", async () => {
    for (const [at, path] of [...paths, "summary_metrics.loss"].entries()) {
      const shift = path.startsWith("config.") ? at * 17 : 0;
      await database.run(
        `insert into run_values (path_id, value, run_id) select ${idOf(path)}, seeded_values.value, seeded_runs.id
         from seeded_runs join seeded_values on seeded_values.number = (seeded_runs.number * 31 + ${shift}) % ${VALUES}
         order by seeded_values.value, seeded_runs.id`,
      );
      if ((at + 1) % KEYS_PER_LINE === 0) say(`the values of ${at + 1} keys`);
    }
    await database.run(
      `insert into run_values (path_id, value, run_id) select ${idOf("config.long")}, cast(? as text), seeded_runs.id
       from seeded_runs order by seeded_runs.id`,
      [OPAQUE_LIST_KEY],
    );
  });
  await database.run("drop table seeded_values");
  await database.run("drop table seeded_runs");
}

function* runRows(projectId: number, runs: number, keys: number): Iterable<readonly Cell[]> {
  const atMs = 1_750_000_000_000;
  for (let run = 0; run < runs; run++) {
    const config = Array.from({ length: keys }, (_, key) => `"k${key}":{"value":${seededValue(run, key)}}`);
    config.push(`"long":{"value":[${Array(40).fill(run % 7)}]}`);
    const [name, madeAtMs] = [`seed-${run}`, atMs + run * 1000];
    const summary = `{"loss":${seededValue(run, 0)}}`;
    yield [projectId, name, name, "finished", "[]", `{${config}}`, summary, 0, madeAtMs, madeAtMs, 1];
  }
}

/** Inserts history rows of a run. */
export async function seedHistory(database: SeededDatabase, run: string, rows: number): Promise<void> {
  const runId = await database.number(`select id from runs where name = '${run}'`);
  await database.insert(
    "run_lines (run_id, stream, number, writer, writer_number, step, line)",
    historyRows(runId, rows),
  );
}

function* historyRows(runId: number, rows: number): Iterable<readonly Cell[]> {
  for (let step = 0; step < rows; step++) {
    const line = `{"_step":${step},"_runtime":${step / 10},"_timestamp":${1.75e9 + step},"loss":${1 / (step + 1)}}`;
    yield [runId, "history", step, "", step, step, line];
  }
}
