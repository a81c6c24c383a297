import { sql } from "kysely";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { checkTwice, finding, type Phase } from "../audit-store.ts";
import { counterSentence, countChunks } from "../recount.ts";

/** Chunks counted in one snapshot. */
const CHUNKS_PER_BATCH = 10_000;

/** Checks that every chunk lies within its pack, according to their rows, and that its reference count is right. */
export const checkChunks: Phase = (store, { after }) =>
  checkTwice(store, async (snapshot) => {
    const { last, count } = await nextIds(snapshot, "chunks", after, CHUNKS_PER_BATCH);
    const range = { after, last };
    const outside = await snapshot.db
      .selectFrom("chunks")
      .innerJoin("packs", "packs.id", "chunks.pack_id")
      .select(["chunks.hash", "packs.name", "chunks.start_byte", "chunks.stored_bytes", "packs.size_bytes"])
      .where("chunks.id", ">", after)
      .where("chunks.id", "<=", last)
      .where(sql<boolean>`chunks.start_byte + chunks.stored_bytes > packs.size_bytes`)
      .execute();
    return {
      next: count < CHUNKS_PER_BATCH ? null : { after: last, at: 0 },
      counts: { chunks: count },
      findings: [
        ...outside.map(({ hash, name, start_byte, stored_bytes, size_bytes }) => {
          const end = start_byte + stored_bytes;
          return finding(
            `Chunk ${hash}: it ends at byte ${end} of pack ${name}, expected the pack's ${size_bytes} or less`,
            hash,
          );
        }),
        ...(await countChunks(snapshot, range)).map((counter) => finding(counterSentence(counter))),
      ],
    };
  });

/** Returns the last of the next ids of a table and their number. */
export async function nextIds(
  { db }: RowsScope,
  table: "chunks" | "blobs",
  after: number,
  limit: number,
): Promise<{ last: number; count: number }> {
  const { rows } = await sql<{ last: number | null; count: number }>`
    select max(id) as last, count(*) as count
    from (select id from ${sql.table(table)} where id > ${after} order by id limit ${limit}) as input`.execute(db);
  return { last: rows[0]!.last ?? after, count: rows[0]!.count };
}
