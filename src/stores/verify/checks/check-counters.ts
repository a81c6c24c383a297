import { sql } from "kysely";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { checkTwice, finding, type Phase, type PhaseStep } from "../audit-store.ts";
import { countBlobs, counterSentence, countPacks, countParts, IDS_PER_BATCH, type WrongCounter } from "../recount.ts";

type CountedTable = WrongCounter["table"];

/** Packs whose records are added up in one snapshot: each can have some hundred thousand. */
export const PACKS_PER_BATCH = 50;

/** Blobs and manifest parts count what refers to them. A pass is one snapshot: what refers is read from first to last. */
export const checkBlobCounters: Phase = (store, { after }) => checkPass(store, "blobs", after, countBlobs);

/** The same for manifest parts. */
export const checkPartCounters: Phase = (store, { after }) => checkPass(store, "manifest_parts", after, countParts);

/** Packs count the bytes that live in them. */
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

/** The highest id of a table; 0 where it is empty. */
export async function highestId({ db }: RowsScope, table: CountedTable): Promise<number> {
  const { rows } = await sql<{ highest: number | null }>`select max(id) as highest from ${sql.table(table)}`.execute(
    db,
  );
  return rows[0]?.highest ?? 0;
}
