import { sql } from "kysely";
import { StemmaError } from "../../model/index.ts";
import { inputRows } from "./engine/input-rows.ts";
import type { RowsScope } from "./engine/rows-scope.ts";

/**
 * Adds to the reference counts of rows.
 *
 * @param counts row id -> references gained (or lost, below 0)
 * @throws `unavailable` if a row that gains a reference was collected: its referrer must not be inserted
 */
export async function addRefs(
  { db, capabilities }: RowsScope,
  table: "chunks" | "blobs" | "manifest_parts",
  counts: ReadonlyMap<number, number>,
): Promise<void> {
  if (counts.size === 0) return;
  const input = inputRows(capabilities, { id: "int", gained: "int" }, [...counts]);
  const name = sql.table(table);
  const { numAffectedRows } =
    await sql`update ${name} set refs = ${name}.refs + input.gained from ${input} as input where ${name}.id = input.id`.execute(
      db,
    );
  if (Number(numAffectedRows) < counts.size && [...counts.values()].some((gained) => gained > 0)) {
    throw new StemmaError(
      "unavailable",
      "Cannot record references to stored bytes: some were garbage-collected in the meantime; send it again",
    );
  }
}

/** Drops one reference per occurrence of an id. */
export async function dropRefs(
  scope: RowsScope,
  table: "chunks" | "blobs" | "manifest_parts",
  ids: readonly number[],
): Promise<void> {
  await addRefs(scope, table, new Map([...countEach(ids)].map(([id, count]) => [id, -count])));
}

/** Counts the occurrences of each id. */
export function countEach(ids: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
