import { unpackIds } from "../metadata/packed-ids.ts";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";

/** Manifest parts that one statement reads; one keeps up to 256 ids alive. */
const PARTS_A_PAGE = 1000;

/** Goes through all segments (level 0) or nodes (level 1) with the ids they keep alive, a page at a time. */
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
      .limit(PARTS_A_PAGE)
      .execute();
    for (const { id, children } of rows) visit(id, unpackIds(children));
    if (rows.length < PARTS_A_PAGE) return;
    after = rows.at(-1)!.id;
  }
}
