import { unpackIds } from "../metadata/packed-ids.ts";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";

/** Manifest parts read by one statement; one part references up to 256 ids. */
const PARTS_PER_PAGE = 1000;

/** Iterates over all segments (level 0) or nodes (level 1) and the ids they reference, a page at a time. */
export async function walkParts(
  { db }: RowsScope,
  level: 0 | 1,
  visit: (id: number, children: readonly number[]) => void,
): Promise<void> {
  for (let after = 0; ;) {
    const rows = await db
      .selectFrom("manifest_parts")
      .select(["id", "children"])
      .where("level", "=", level)
      .where("id", ">", after)
      .orderBy("id")
      .limit(PARTS_PER_PAGE)
      .execute();
    for (const { id, children } of rows) visit(id, unpackIds(children));
    if (rows.length < PARTS_PER_PAGE) return;
    after = rows.at(-1)!.id;
  }
}
