import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { sqliteCapabilities } from "../../src/stores/metadata/engine/dialect-sqlite.ts";
import { spell } from "../../src/stores/metadata/migrations/migrate.ts";
import type { Migration } from "../../src/stores/metadata/migrations/migration.ts";

const folder = join(import.meta.dirname, "..", "..", "src", "stores", "metadata", "migrations");

/** Returns all migrations in order. */
export async function listMigrations(): Promise<Migration[]> {
  const files = readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.ts$/.test(name) && !name.endsWith(".test.ts"))
    .sort();
  const modules = await Promise.all(files.map((name) => import(pathToFileURL(join(folder, name)).href)));
  return modules.map((module) => Object.values(module as Record<string, Migration>).find((value) => value.statements)!);
}

/** New names of columns, by `table.column`. */
const newNames: ReadonlyMap<string, string> = new Map(
  (await listMigrations())
    .flatMap(({ statements }) => statements)
    .map((statement) => /^ALTER TABLE (\w+) RENAME COLUMN (\w+) TO (\w+)$/.exec(statement))
    .filter((found) => found !== null)
    .map(([, table, before, now]) => [`${table}.${before}`, now!]),
);

/** Returns columns of a table by the names they have in a database that may have another schema, as a list of SQL. */
export function namesIn(database: DatabaseSync, table: string, columns: string, schema = "main"): string {
  const present = new Set(
    database
      .prepare("select name from pragma_table_info(?, ?)")
      .all(table, schema)
      .map(({ name }) => String(name)),
  );
  return columns
    .split(", ")
    .map((name) => (present.has(name) ? name : (newNames.get(`${table}.${name}`) ?? name)))
    .join(", ");
}

/**
 * Creates a database with an earlier schema and the rows of another one, as far as it has tables and columns for them.
 */
export async function makeOlderDatabase(
  path: string,
  { number, rowsFrom }: { readonly number: number; readonly rowsFrom: string },
): Promise<void> {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  database.exec(
    "CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL)",
  );
  database.prepare("attach database ? as given").run(rowsFrom);
  const given = Number(database.prepare("select max(number) as number from given.schema_migrations").get()!["number"]);
  const migrations = (await listMigrations()).filter((other) => other.number <= number);
  for (const migration of migrations.filter((other) => other.number <= given)) apply(database, migration);
  for (const [table, columns] of columnsByTable(database)) {
    const rows = table === "schema_migrations" ? `where number <= ${number}` : "";
    const given = namesIn(database, table, columns, "given");
    database.exec(`insert into ${table} (${columns}) select ${given} from given.${table} ${rows}`);
  }
  // Later columns come last, as in a migrated database.
  for (const migration of migrations.filter((other) => other.number > given)) {
    apply(database, migration);
    database.prepare("insert into schema_migrations values (?, ?, 0)").run(migration.number, migration.name);
  }
  database.close();
}

function apply(database: DatabaseSync, { statements }: Migration): void {
  for (const statement of statements) database.exec(spell(statement, sqliteCapabilities));
}

/** Returns the columns of each table, as a list of SQL. */
export function columnsByTable(database: DatabaseSync): Map<string, string> {
  const tables = database
    .prepare("select name from main.sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .all();
  return new Map(
    tables.map(({ name }) => {
      const columns = database.prepare(`select name from pragma_table_info(?)`).all(String(name));
      return [String(name), columns.map((column) => String(column["name"])).join(", ")];
    }),
  );
}
