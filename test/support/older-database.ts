import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { sqliteFacts } from "../../src/stores/metadata/dialect-sqlite.ts";
import type { Migration } from "../../src/stores/metadata/migrate.ts";

const folder = join(import.meta.dirname, "..", "..", "src", "stores", "metadata", "migrations");

/** Every migration there is, in order. */
export async function listMigrations(): Promise<Migration[]> {
  const files = readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.ts$/.test(name) && !name.endsWith(".test.ts"))
    .sort();
  const modules = await Promise.all(files.map((name) => import(pathToFileURL(join(folder, name)).href)));
  return modules.map((module) => Object.values(module as Record<string, Migration>).find((value) => value.statements)!);
}

/**
 * Makes a database with the schema of an earlier number and the rows of another one, as far as it had tables and columns
 * for them.
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
  const { types } = sqliteFacts;
  for (const migration of (await listMigrations()).filter((other) => other.number <= number)) {
    for (const statement of migration.statements)
      database.exec(
        statement.replaceAll("$id", types.id).replaceAll("$int", types.int).replaceAll("$text", types.text),
      );
  }
  database.prepare("attach database ? as given").run(rowsFrom);
  for (const [table, columns] of columnsByTable(database, "given")) {
    const rows = table === "schema_migrations" ? `where number <= ${number}` : "";
    database.exec(`insert into ${table} (${columns}) select ${columns} from given.${table} ${rows}`);
  }
  // What the other database lacks still stands in this one.
  const applied = database.prepare("insert or ignore into schema_migrations values (?, ?, 0)");
  for (const migration of (await listMigrations()).filter((other) => other.number <= number))
    applied.run(migration.number, migration.name);
  database.close();
}

/** The columns of each table, as a list of SQL; those that another schema has too, where one is named. */
export function columnsByTable(database: DatabaseSync, shared = "main"): Map<string, string> {
  const tables = database
    .prepare("select name from main.sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .all();
  const columnsIn = (schema: string, table: string): string[] =>
    database
      .prepare("select name from pragma_table_info(?, ?)")
      .all(table, schema)
      .map((column) => String(column["name"]));
  return new Map(
    tables
      .map(({ name }) => {
        const there = new Set(columnsIn(shared, String(name)));
        const columns = columnsIn("main", String(name)).filter((column) => there.has(column));
        return [String(name), columns.join(", ")] as const;
      })
      .filter(([, columns]) => columns !== ""),
  );
}
