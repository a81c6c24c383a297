import { sql } from "kysely";
import type { Engine } from "./engine.ts";

/** Settings of PostgreSQL without which an acknowledged commit may be lost in a power cut. */
const NEEDED = ["fsync", "full_page_writes", "synchronous_commit"];

/** A sentence for each setting of the database that weakens what is promised; SQLite is opened with strong ones. */
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
