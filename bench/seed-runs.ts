import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { valueKey } from "../src/model/index.ts";

/** The rows of a server's database, filled while it is idle: a hundred thousand runs over the wire would take hours. */
export interface SeededDatabase {
  run(sql: string, values?: readonly (string | number)[]): Promise<void>;
  /** Rows as one parameter, to select from. **Shape** columns `c0`, `c1` and so on */
  table(rows: readonly (readonly (string | number)[])[]): { readonly sql: string; readonly json: string };
  close(): Promise<void>;
}

/** Opens the database of a data folder, or a PostgreSQL. */
export async function openSeeded(place: { sqlitePath: string } | { postgresUrl: string }): Promise<SeededDatabase> {
  if ("sqlitePath" in place) {
    const database = new DatabaseSync(place.sqlitePath, { timeout: 10_000 });
    database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
    return {
      run: async (sql, values = []) => void database.prepare(sql).run(...values),
      table: (rows) => ({
        sql: `(select ${rows[0]!.map((_, at) => `json_extract(value, '$[${at}]') as c${at}`).join(", ")} from json_each(?))`,
        json: JSON.stringify(rows),
      }),
      close: async () => database.close(),
    };
  }
  const client = new pg.Client({ connectionString: place.postgresUrl });
  await client.connect();
  return {
    async run(sql, values = []) {
      let at = 0;
      await client.query(
        sql.replaceAll("?", () => `$${(at += 1)}`),
        [...values],
      );
    },
    table: (rows) => ({
      sql: `(select ${rows[0]!
        .map((cell, at) => `(value ->> ${at})${typeof cell === "number" ? "::bigint" : ""} as c${at}`)
        .join(", ")} from json_array_elements(?::json) as given (value))`,
      json: JSON.stringify(rows),
    }),
    close: () => client.end(),
  };
}

/** Different values of each key. */
const VALUES = 1000;
const RUNS_A_STATEMENT = 1000;

/** The value of a key of a seeded run. */
export function seededValue(run: number, key: number): number {
  return ((run * 31 + key * 17) % VALUES) / 8;
}

/** Makes finished runs with so many config keys `k0`, `k1` …, one summary value `loss`, and the index of their values. */
export async function seedRuns(
  database: SeededDatabase,
  project: string,
  { runs, keys }: { readonly runs: number; readonly keys: number },
): Promise<void> {
  const atMs = 1_750_000_000_000;
  const projectId = `(select id from projects where name = '${project}')`;
  for (let first = 0; first < runs; first += RUNS_A_STATEMENT) {
    const rows = Array.from({ length: Math.min(RUNS_A_STATEMENT, runs - first) }, (_, index) => {
      const run = first + index;
      const config = Array.from({ length: keys }, (_, key) => `"k${key}":{"value":${seededValue(run, key)}}`);
      config.push(`"long":{"value":[${Array(40).fill(run % 7)}]}`);
      return [`seed-${run}`, `{${config}}`, `{"loss":${seededValue(run, 0)}}`, atMs + run * 1000];
    });
    const given = database.table(rows);
    await database.run(
      `insert into runs (project_id, name, display_name, state, tags, config, summary, is_stop_requested, created_at_ms, heartbeat_at_ms, values_state)
       select ${projectId}, c0, c0, 'finished', '[]', c1, c2, 0, c3, c3, 1 from ${given.sql} as given`,
      [given.json],
    );
  }
  const paths = Array.from({ length: keys }, (_, key) => `config.k${key}`);
  for (const path of [...paths, "summary_metrics.loss", "config.long"])
    await database.run(`insert into value_paths (project_id, path) select ${projectId}, ?`, [path]);
  const seeded = `(select id, cast(substr(name, 6) as bigint) as number from runs where name like 'seed-%')`;
  const idOf = (path: string): string => `(select id from value_paths where path = '${path}')`;
  const known = database.table(Array.from({ length: VALUES }, (_, at) => [at, valueKey(at / 8)!]));
  await database.run("create table seeded_values (number int primary key, value text)");
  await database.run(`insert into seeded_values select c0, c1 from ${known.sql} as given`, [known.json]);
  for (const [key, path] of [...paths.entries(), [0, "summary_metrics.loss"] as const])
    await database.run(
      `insert into run_values (path_id, value, run_id) select ${idOf(path)}, seeded_values.value, seeded.id
       from ${seeded} as seeded join seeded_values on seeded_values.number = (seeded.number * 31 + ${key * 17}) % ${VALUES}
       order by seeded_values.value, seeded.id`,
    );
  await database.run("drop table seeded_values");
  await database.run(
    `insert into run_values (path_id, value, run_id) select ${idOf("config.long")}, 'xl?', id from ${seeded} as seeded`,
  );
}

const LINES_A_STATEMENT = 20_000;

/** Gives a run a history of so many rows. */
export async function seedHistory(database: SeededDatabase, run: string, rows: number): Promise<void> {
  for (let first = 0; first < rows; first += LINES_A_STATEMENT) {
    const lines = Array.from({ length: Math.min(LINES_A_STATEMENT, rows - first) }, (_, index) => {
      const step = first + index;
      return [step, `{"_step":${step},"_runtime":${step / 10},"_timestamp":${1.75e9 + step},"loss":${1 / (step + 1)}}`];
    });
    const given = database.table(lines);
    await database.run(
      `insert into run_lines (run_id, stream, number, writer, writer_number, step, line)
       select (select id from runs where name = '${run}'), 'history', c0, '', c0, c0, c1 from ${given.sql} as given`,
      [given.json],
    );
  }
}
