import { sql } from "kysely";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { checkTwice, finding, type Phase, type PhaseStep } from "../audit-store.ts";
import { countBlobs, counterSentence, countPacks, countParts, IDS_PER_BATCH, type WrongCounter } from "../recount.ts";

type CountedTable = WrongCounter["table"];

/** Packs summed in one snapshot: each can have several hundred thousand records. */
export const PACKS_PER_BATCH = 50;

/** Checks the reference counts of blobs. A pass is one snapshot and reads all referring rows. */
export const checkBlobCounters: Phase = (store, { after }) => checkPass(store, "blobs", after, countBlobs);

/** Checks the reference counts of manifest parts. */
export const checkPartCounters: Phase = (store, { after }) => checkPass(store, "manifest_parts", after, countParts);

/** Checks the live bytes of packs. */
export const checkPackCounters: Phase = (store, { after }) =>
  checkPass(store, "packs", after, countPacks, PACKS_PER_BATCH);

function checkPass(
  store: Parameters<Phase>[0],
  table: CountedTable,
  after: number,
  count: (scope: RowsScope, range: { after: number; last: number }) => Promise<WrongCounter[]>,
  step = IDS_PER_BATCH,
): Promise<PhaseStep> {
  return checkTwice(store, async (snapshot) => {
    const last = await highestId(snapshot, table);
    const end = Math.min(last, after + step);
    const wrong = await count(snapshot, { after, last: Math.max(end, after) });
    return {
      next: end < last ? { after: end, at: 0 } : null,
      counts: {},
      findings: wrong.map((counter) => finding(counterSentence(counter))),
    };
  });
}

/** Returns the highest id of a table; 0 if it is empty. */
export async function highestId({ db }: RowsScope, table: CountedTable): Promise<number> {
  const { rows } = await sql<{ highest: number | null }>`select max(id) as highest from ${sql.table(table)}`.execute(
    db,
  );
  return rows[0]?.highest ?? 0;
}
