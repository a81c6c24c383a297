import { sql } from "kysely";
import { checkTwice, finding, type Phase } from "../audit-store.ts";
import { nextIds } from "./check-chunks.ts";

/** Blobs checked in one snapshot. */
const BLOBS_PER_BATCH = 5000;
/** Gaps reported per step: a blob has one or two, unless all of its rows are wrong. */
const MAX_GAPS = 1000;

/** Checks that the chunks of every blob are contiguous from its first byte to its last. */
export const checkBlobs: Phase = (store, { after }) =>
  checkTwice(store, async (snapshot) => {
    const { last, count } = await nextIds(snapshot, "blobs", after, BLOBS_PER_BATCH);
    const gaps = await sql<{ hash: string; start_byte: number; expected: number }>`
      select hash, start_byte, expected from (
        select blobs.hash, blob_chunks.start_byte, coalesce(lag(blob_chunks.start_byte + chunks.raw_bytes)
          over (partition by blobs.id order by blob_chunks.start_byte), 0) as expected
        from blobs join blob_chunks on blob_chunks.blob_id = blobs.id join chunks on chunks.id = blob_chunks.chunk_id
        where blobs.id > ${after} and blobs.id <= ${last}) as places
      where start_byte <> expected limit ${MAX_GAPS}`.execute(snapshot.db);
    const sizes = await sql<{ hash: string; size_bytes: number; held: number }>`
      select hash, size_bytes, held from (
        select blobs.hash, blobs.size_bytes, coalesce(sum(chunks.raw_bytes), 0) as held
        from blobs left join blob_chunks on blob_chunks.blob_id = blobs.id left join chunks on chunks.id = blob_chunks.chunk_id
        where blobs.id > ${after} and blobs.id <= ${last} group by blobs.id, blobs.hash, blobs.size_bytes) as sums
      where held <> size_bytes`.execute(snapshot.db);
    const hasGap = new Set(gaps.rows.map(({ hash }) => hash));
    return {
      next: count < BLOBS_PER_BATCH ? null : { after: last, at: 0 },
      counts: { blobs: count },
      findings: [
        ...gaps.rows.map(({ hash, start_byte, expected }) =>
          finding(`Blob ${hash}: a chunk begins at byte ${start_byte}, expected ${expected}`, hash),
        ),
        ...sizes.rows
          .filter(({ hash }) => !hasGap.has(hash))
          .map(({ hash, size_bytes, held }) =>
            finding(`Blob ${hash}: its chunks hold ${held} bytes, expected ${size_bytes}`, hash),
          ),
      ],
    };
  });
