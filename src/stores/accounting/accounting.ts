import { sql } from "kysely";
import type { Accounting, StoreBytes } from "../../core/ports/accounting.ts";
import { type ArtifactId, DAY_MS, type EntityId, type StorageStats, type StorageScope } from "../../model/index.ts";
import type { Engine } from "../metadata/engine/engine.ts";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";
import { findHolders, type HolderSet, holderSet, restOf } from "./holders.ts";
import { IdCounts } from "./id-counts.ts";
import { bytesByDay, reachedChunks } from "./reached-chunks.ts";
import { textBytes } from "./text-bytes.ts";

/** Counts stored bytes by owner. Each call computes them from one snapshot of the rows. */
export function createAccounting({ snapshot, capabilities }: Pick<Engine, "snapshot" | "capabilities">): Accounting {
  const inSnapshot = <T>(query: (scope: RowsScope) => Promise<T>): Promise<T> =>
    snapshot((db) => query({ db, capabilities }));
  return {
    figures: (of, within) => inSnapshot(async (scope) => statsOf(scope, of, await beside(scope, within))),
    freedBy: (ids, within) =>
      inSnapshot(async (scope) =>
        bytesAlone(scope, holderSet(scope, { kind: "named", ids }, "versions"), await beside(scope, within)),
      ),
    freedByEach: (ids, within) => inSnapshot(async (scope) => bytesOfEach(scope, ids, await beside(scope, within))),
    heldBy: (id) =>
      inSnapshot(
        async (scope) =>
          total(await bytesReached(scope, holderSet(scope, { kind: "entity", id }, "all"))) +
          (await textBytes(scope, id)),
      ),
    textsOf: (id) => inSnapshot((scope) => textBytes(scope, id)),
    ofStore: () => inSnapshot(storeBytes),
  };
}

const CHUNKS_A_BATCH = 5000;

/**
 * Returns the entity to count within, or null for the whole store. If no other entity has a project, the two are equal
 * and the whole store is faster to count.
 */
async function beside({ db }: RowsScope, within: EntityId | null): Promise<EntityId | null> {
  if (within === null) return null;
  const others = db.selectFrom("projects").select("id").where("entity_id", "<>", within).limit(1);
  return (await others.executeTakeFirst()) === undefined ? null : within;
}

async function statsOf(scope: RowsScope, of: StorageScope, within: EntityId | null): Promise<StorageStats> {
  const alone = (states: "all" | "versions" | "drafts"): Promise<number> =>
    bytesAlone(scope, holderSet(scope, of, states), within);
  const reached = await bytesReached(scope, holderSet(scope, of, "all"));
  const uniqueBytes = await alone("all");
  return {
    uniqueBytes,
    sharedBytes: total(reached) - uniqueBytes,
    wouldFreeBytes: await alone("versions"),
    draftBytes: await alone("drafts"),
    days: [...reached].sort(([left], [right]) => left - right).map(([day, bytes]) => ({ day, bytes })),
  };
}

async function bytesReached(scope: RowsScope, set: HolderSet): Promise<Map<number, number>> {
  return bytesByDay(scope, await reachedChunks(scope, await findHolders(scope, set), "all"), { dayMs: DAY_MS });
}

/** Returns the bytes that only this set references: in the whole store, or within one entity as if it were alone. */
async function bytesAlone(scope: RowsScope, set: HolderSet, within: EntityId | null): Promise<number> {
  const holders = await findHolders(scope, set);
  if (within === null)
    return total(await bytesByDay(scope, await reachedChunks(scope, holders, "theirs-alone"), { dayMs: DAY_MS }));
  const rest = await reachedChunks(scope, await findHolders(scope, restOf(scope, within, set)), "all");
  const reached = await reachedChunks(scope, holders, "all");
  return total(await bytesByDay(scope, reached, { dayMs: DAY_MS, besides: rest }));
}

/**
 * Returns the bytes that each of some versions references alone. Within one entity, the chunks of all other holders are
 * found once for all versions; chunks shared by several of the versions count for none of them.
 */
async function bytesOfEach(
  scope: RowsScope,
  ids: readonly ArtifactId[],
  within: EntityId | null,
): Promise<readonly number[]> {
  const setOf = (...some: ArtifactId[]): HolderSet => holderSet(scope, { kind: "named", ids: some }, "versions");
  const bytes: number[] = [];
  if (within === null) {
    for (const id of ids) bytes.push(await bytesAlone(scope, setOf(id), null));
    return bytes;
  }
  const others = await reachedChunks(scope, await findHolders(scope, restOf(scope, within, setOf(...ids))), "all");
  const reachedBy = async (id: ArtifactId): Promise<IdCounts> =>
    reachedChunks(scope, await findHolders(scope, setOf(id)), "all");
  const holders = new IdCounts();
  for (const id of new Set(ids))
    for (const chunks of (await reachedBy(id)).batches(CHUNKS_A_BATCH))
      for (const chunk of chunks) holders.add(chunk, 1);
  for (const id of ids) {
    // Walks the versions again, one at a time, to keep the chunks of only one in memory.
    const besides = { has: (chunk: number) => others.has(chunk) || holders.get(chunk) > 1 };
    bytes.push(total(await bytesByDay(scope, await reachedBy(id), { dayMs: DAY_MS, besides })));
  }
  return bytes;
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
