import { type RawBuilder, type SelectQueryBuilder, sql, type SqlBool } from "kysely";
import type { Page, PageRequest } from "../../../core/ports/metadata.ts";
import { type Cursor, cursorKey, type KeyType, type KeyValue } from "../../../model/index.ts";

/** One value of the order of rows. Both engines compare texts by their bytes. */
export interface OrderKey {
  /** A column or expression of the query. */
  readonly value: RawBuilder<unknown>;
  readonly type: Exclude<KeyType, "any">;
  readonly isDescending?: boolean;
  /** Rows without the value come last, in both directions. */
  readonly isNullable?: boolean;
}

/** The order of a list. */
export interface KeysetOrder {
  /** The result of `listName`. */
  readonly list: string;
  /** The last key is unique. */
  readonly keys: readonly OrderKey[];
  /**
   * Set for values that change: omits rows that changed after the first page, because an earlier page may contain them.
   */
  readonly changes?: { readonly nowMs: number; readonly changedAtMs: RawBuilder<unknown> };
}

/**
 * Reads a page of a query by key. The query has no order or limit.
 *
 * @param toRows converts the rows found to list items, one for each, in their order
 * @returns the page; its total counts the query without the page
 * @throws `invalid_input` for a cursor of another list or order
 */
export async function keysetPage<Database, Table extends keyof Database, Found, Row>(
  query: SelectQueryBuilder<Database, Table, Found>,
  order: KeysetOrder,
  page: PageRequest,
  toRows: (found: Found[]) => readonly Row[] | Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const isFromEnd = page.isFromEnd === true;
  const asOfMs = order.changes && (page.after?.asOfMs ?? page.before?.asOfMs);
  let paged = query.$castTo<Found & KeyColumns>();
  for (const [at, { value }] of order.keys.entries())
    paged = paged.select(sql`${value}`.as(`key_${at}`)) as unknown as typeof paged;
  if (page.after !== null) paged = paged.where(beyond(order, page.after, false));
  if (page.before !== null && page.before !== undefined) paged = paged.where(beyond(order, page.before, true));
  if (asOfMs !== undefined) paged = paged.where(sql<SqlBool>`${order.changes!.changedAtMs} <= ${asOfMs}`);
  for (const key of order.keys) paged = paged.orderBy(directed(key, isFromEnd));
  const found = await paged.limit(page.first + 1).execute();
  const shown = found.slice(0, page.first);
  if (isFromEnd) shown.reverse();
  const walkedAsOfMs = asOfMs ?? order.changes?.nowMs;
  return {
    rows: await toRows(shown as Found[]),
    cursors: shown.map((row) => cursorOf(order, row as unknown as KeyColumns, walkedAsOfMs)),
    hasNextPage: isFromEnd ? page.before !== null && page.before !== undefined : found.length > page.first,
    total: () => countRows(query),
  };
}

/** The order values of a row, as `key_0`, `key_1` and so on. */
type KeyColumns = Record<`key_${number}`, KeyValue>;

function cursorOf({ list, keys }: KeysetOrder, row: KeyColumns, asOfMs: number | undefined): Cursor {
  const key = keys.map(({ type }, at) => {
    const value = row[`key_${at}`]!;
    // PostgreSQL returns some numbers as texts.
    return value === null || type === "text" ? value : Number(value);
  });
  return asOfMs === undefined ? { list, key } : { list, key, asOfMs };
}

async function countRows<Database, Table extends keyof Database, Found>(
  query: SelectQueryBuilder<Database, Table, Found>,
): Promise<number> {
  const counted = query.clearSelect().select(sql<number | string>`count(*)`.as("total"));
  const { total } = (await counted.executeTakeFirstOrThrow()) as { total: number | string };
  return Number(total);
}

function directed({ value, isDescending, isNullable }: OrderKey, isReversed: boolean): RawBuilder<unknown> {
  const direction = (isDescending === true) === isReversed ? sql`asc` : sql`desc`;
  if (isNullable !== true) return sql`${value} ${direction}`;
  return isReversed ? sql`${value} ${direction} nulls first` : sql`${value} ${direction} nulls last`;
}

/** Returns a condition for the rows after a cursor, or before it. */
function beyond(order: KeysetOrder, cursor: Cursor, isBefore: boolean): RawBuilder<SqlBool> {
  const key = cursorKey(
    cursor,
    order.list,
    order.keys.map(({ type }) => type),
  );
  const places = order.keys.map((of, at) => ({ of, wanted: key[at]! }));
  const [first] = places;
  // Comparing row values uses one range of an index.
  if (places.every(({ of }) => of.isNullable !== true && of.isDescending === first!.of.isDescending))
    return sql<SqlBool>`(${sql.join(places.map(({ of }) => of.value))}) ${comparison(first!.of, isBefore)} (${sql.join(
      places.map(({ of, wanted }) => typed(of, wanted)),
    )})`;
  return places.reduceRight<RawBuilder<SqlBool>>(
    (rest, { of, wanted }) => {
      const isBeyond = beyondValue(of, wanted, isBefore);
      const isEqual = wanted === null ? sql`${of.value} is null` : sql`${of.value} = ${typed(of, wanted)}`;
      return sql<SqlBool>`(${isBeyond} or (${isEqual} and ${rest}))`;
    },
    sql<SqlBool>`1 = 0`,
  );
}

function beyondValue(key: OrderKey, wanted: KeyValue, isBefore: boolean): RawBuilder<SqlBool> {
  const { value, isNullable } = key;
  if (wanted === null) return isBefore ? sql<SqlBool>`${value} is not null` : sql<SqlBool>`1 = 0`;
  const isBeyond = sql<SqlBool>`${value} ${comparison(key, isBefore)} ${typed(key, wanted)}`;
  return isNullable === true && !isBefore ? sql<SqlBool>`(${isBeyond} or ${value} is null)` : isBeyond;
}

function comparison({ isDescending }: OrderKey, isBefore: boolean): RawBuilder<unknown> {
  return (isDescending === true) === isBefore ? sql`>` : sql`<`;
}

/** Returns a parameter of a known type: PostgreSQL treats an untyped one as text. */
function typed({ type }: OrderKey, value: KeyValue): RawBuilder<unknown> {
  if (type === "int") return sql`cast(${value} as bigint)`;
  if (type === "real") return sql`cast(${value} as double precision)`;
  return sql`cast(${value} as text)`;
}
