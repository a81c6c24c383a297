import { sql } from "kysely";
import type { Engine } from "./engine.ts";

/** Returns the size of the database on its disk (in bytes). */
export async function databaseBytes(engine: Engine): Promise<number> {
  const { rows } = await sql.raw<{ bytes: number }>(engine.capabilities.sizeQuery).execute(engine.read);
  return Number(rows[0]!.bytes);
}
