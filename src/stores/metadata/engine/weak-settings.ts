import { sql } from "kysely";
import type { Engine } from "./engine.ts";

/** Settings of PostgreSQL that acknowledged commits need to survive a power cut. */
const NEEDED = ["fsync", "full_page_writes", "synchronous_commit"];

/** Returns a warning for each setting of the database that weakens durability; SQLite is opened with safe ones. */
export async function weakSettings(engine: Engine): Promise<string[]> {
  if (engine.capabilities.kind === "sqlite") return [];
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name in (${sql.join(NEEDED)}) and setting = 'off' order by name`.execute(
    engine.read,
  );
  return rows.map(
    ({ name, setting }) =>
      `PostgreSQL runs with ${name} ${setting}, expected on: a power failure there may lose committed versions`,
  );
}
