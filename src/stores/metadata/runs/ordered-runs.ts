import { type RawBuilder, sql, type SqlBool } from "kysely";
import type { Page, PageRequest } from "../../../core/ports/metadata.ts";
import {
  type Cursor,
  END_OF_ORDERED_KEYS,
  type ListOrder,
  listName,
  type Project,
  type RunId,
} from "../../../model/index.ts";
import { type KeysetOrder, keysetPage, type OrderKey } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import type { IndexedPath } from "./run-filter.ts";
import { orderedValues, type RunOrder, runOrder } from "./run-order.ts";

/** An ordered list of runs. */
export interface WalkedRuns {
  readonly scope: RowsScope;
  readonly project: Project;
  readonly order: ListOrder | undefined;
  /** In milliseconds since 1970 UTC. */
  readonly nowMs: number;
  /** SQL condition: the run is in the list. */
  readonly isListed: RawBuilder<SqlBool>;
}

/** Returns a page of ordered runs. Runs without the value come last; equal ones are ordered by id. */
export async function orderedRuns(walked: WalkedRuns, page: PageRequest): Promise<Page<RunId>> {
  const by = await runOrder(walked.scope, walked.project, walked.order);
  return by.kind === "column" ? columnPage(walked, by, page) : valuePage(walked, by.paths, page);
}

function columnPage(
  walked: WalkedRuns,
  { value, type, isNullable, changedAtMs }: Extract<RunOrder, { kind: "column" }>,
  page: PageRequest,
): Promise<Page<RunId>> {
  const { db } = walked.scope;
  return keysetPage(
    db.selectFrom("runs").select("runs.id").where(walked.isListed),
    keysetOrder(walked, { value, type, isNullable }, changedAtMs),
    page,
    asIds,
  );
}

/**
 * Returns a page ordered by an indexed value: first the runs with the value, in the order of the index, then the
 * others. Both parts are read by key, so late pages cost the same as early ones.
 */
async function valuePage(walked: WalkedRuns, paths: readonly IndexedPath[], page: PageRequest): Promise<Page<RunId>> {
  const { db } = walked.scope;
  const noValue = sql`cast(null as text)`;
  const others = db
    .selectFrom("runs")
    .select("runs.id")
    .where(walked.isListed)
    .$if(paths.length > 0, (query) =>
      query.where(sql<SqlBool>`+runs.id not in (select run_id from ${orderedValues(paths)} as valued)`),
    );
  const otherOrder = keysetOrder(walked, { value: noValue, type: "text", isNullable: true }, sql`runs.values_at_ms`);
  const isBehindValues = page.after !== null && page.after.key[0] === null;
  if (paths.length === 0 || isBehindValues) return keysetPage(others, otherOrder, page, asIds);

  // Scans the index and looks up each run, never the other way round.
  const valued = db
    .selectFrom(sql<{ run_id: RunId; value: string }>`${valuesOf(paths)}`.as("ordered"))
    .crossJoin("runs")
    .select("runs.id")
    .where(sql<SqlBool>`runs.id = ordered.run_id`)
    .where(walked.isListed);
  const first = await keysetPage(
    valued,
    keysetOrder(
      walked,
      { value: sql`ordered.value`, type: "text", isNullable: false },
      sql`runs.values_at_ms`,
      sql`ordered.run_id`,
    ),
    page,
    asIds,
  );
  if (first.hasNextPage) return first;
  const asOfMs = page.after?.asOfMs ?? otherOrder.changes!.nowMs;
  const rest = await keysetPage(
    others,
    otherOrder,
    { after: beginOfOthers(otherOrder, asOfMs), first: page.first - first.rows.length },
    asIds,
  );
  return {
    rows: [...first.rows, ...rest.rows],
    cursors: [...first.cursors, ...rest.cursors],
    hasNextPage: rest.hasNextPage,
    total: async () => (await first.total()) + (await rest.total()),
  };
}

function asIds(rows: readonly { id: RunId }[]): RunId[] {
  return rows.map(({ id }) => id);
}

/** Returns the cursor before the first run without the value, for a list that started at `asOfMs`. */
function beginOfOthers({ list, keys }: KeysetOrder, asOfMs: number): Cursor {
  const isDescending = keys.at(-1)!.isDescending === true;
  return { list, key: [null, isDescending ? Number.MAX_SAFE_INTEGER : 0], asOfMs };
}

/** Selects the values of one path from the index, or those of several paths. */
function valuesOf(paths: readonly IndexedPath[]): RawBuilder<unknown> {
  if (paths.length > 1) return orderedValues(paths);
  return sql`(select run_id, value from run_values where path_id = ${paths[0]!.id} and value < ${END_OF_ORDERED_KEYS})`;
}

function keysetOrder(
  { project, order, nowMs }: WalkedRuns,
  key: OrderKey,
  changedAtMs: RawBuilder<unknown> | undefined,
  id: RawBuilder<unknown> = sql`runs.id`,
): KeysetOrder {
  const isDescending = order?.isDescending === true;
  return {
    list: listName("runs", project.id, order?.path ?? "createdAt", isDescending ? "-" : "+"),
    keys: [
      { ...key, isDescending },
      { value: id, type: "int", isDescending },
    ],
    // A value may change again in the millisecond of the first page.
    ...(changedAtMs === undefined ? {} : { changes: { nowMs: nowMs - 1, changedAtMs } }),
  };
}
