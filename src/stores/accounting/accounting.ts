import { sql } from "kysely";
import type { Accounting, StoreBytes } from "../../core/ports/accounting.ts";
import { DAY_MS, type EntityId, type StorageFigures, type StorageScope } from "../../model/index.ts";
import type { Engine } from "../metadata/engine.ts";
import type { RowsScope } from "../metadata/rows-scope.ts";
import { findHolders, type HolderSet, holderSet, restOf } from "./holders.ts";
import { bytesByDay, reachedChunks } from "./reached-chunks.ts";

/** Counts what is stored for whom, each time anew, in one snapshot of the rows. */
export function createAccounting({ snapshot, facts }: Pick<Engine, "snapshot" | "facts">): Accounting {
  const inSnapshot = <T>(look: (scope: RowsScope) => Promise<T>): Promise<T> => snapshot((db) => look({ db, facts }));
  return {
    figures: (of, within) => inSnapshot(async (scope) => figuresOf(scope, of, await beside(scope, within))),
    freedBy: (ids, within) =>
      inSnapshot(async (scope) =>
        bytesAlone(scope, holderSet(scope, { kind: "named", ids }, "versions"), await beside(scope, within)),
      ),
    heldBy: (id) =>
      inSnapshot(async (scope) => total(await bytesReached(scope, holderSet(scope, { kind: "entity", id }, "all")))),
    ofStore: () => inSnapshot(storeBytes),
  };
}

/** Whose else's holdings count: where nobody else has a project, an entity has the whole store, which is quicker told. */
async function beside({ db }: RowsScope, within: EntityId | null): Promise<EntityId | null> {
  if (within === null) return null;
  const others = db.selectFrom("projects").select("id").where("entity_id", "<>", within).limit(1);
  return (await others.executeTakeFirst()) === undefined ? null : within;
}

async function figuresOf(scope: RowsScope, of: StorageScope, within: EntityId | null): Promise<StorageFigures> {
  const alone = (states: "all" | "versions" | "drafts"): Promise<number> =>
    bytesAlone(scope, holderSet(scope, of, states), within);
  const held = await bytesReached(scope, holderSet(scope, of, "all"));
  const uniqueBytes = await alone("all");
  return {
    uniqueBytes,
    sharedBytes: total(held) - uniqueBytes,
    wouldFreeBytes: await alone("versions"),
    draftBytes: await alone("drafts"),
    days: [...held].sort(([left], [right]) => left - right).map(([day, bytes]) => ({ day, bytes })),
  };
}

async function bytesReached(scope: RowsScope, set: HolderSet): Promise<Map<number, number>> {
  return bytesByDay(scope, await reachedChunks(scope, await findHolders(scope, set), "all"), { dayMs: DAY_MS });
}

/** What a set holds that nothing else holds: in the whole store, or in one entity as if it were alone. */
async function bytesAlone(scope: RowsScope, set: HolderSet, within: EntityId | null): Promise<number> {
  const holders = await findHolders(scope, set);
  if (within === null)
    return total(await bytesByDay(scope, await reachedChunks(scope, holders, "theirs-alone"), { dayMs: DAY_MS }));
  const rest = await reachedChunks(scope, await findHolders(scope, restOf(scope, within, set)), "all");
  const reached = await reachedChunks(scope, holders, "all");
  return total(await bytesByDay(scope, reached, { dayMs: DAY_MS, besides: rest }));
}

function total(byDay: ReadonlyMap<number, number>): number {
  return [...byDay.values()].reduce((sum, bytes) => sum + bytes, 0);
}

async function storeBytes(scope: RowsScope): Promise<StoreBytes> {
  const { rows } = await sql<Record<"packs" | "records" | "unreferenced", number | string>>`
    select (select coalesce(sum(size_bytes), 0) from packs) as packs,
      (select coalesce(sum(live_bytes), 0) from packs) as records,
      (select coalesce(sum(stored_bytes), 0) from chunks where refs = 0) as unreferenced`.execute(scope.db);
  const [packs, records, unreferenced] = [
    Number(rows[0]!.packs),
    Number(rows[0]!.records),
    Number(rows[0]!.unreferenced),
  ];
  return {
    liveBytes: records - unreferenced,
    draftBytes: await bytesAlone(scope, holderSet(scope, { kind: "everything" }, "drafts"), null),
    unreferencedBytes: unreferenced,
    deadBytes: packs - records,
    packBytes: packs,
  };
}
