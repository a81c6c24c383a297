import {
  compareKeys,
  type Cursor,
  cursorKey,
  type FieldLookup,
  type KeyType,
  type KeyValue,
  type ListOrder,
  toKeyValue,
} from "../model/index.ts";
import type { Page, PageRequest } from "./ports/metadata.ts";
import type { EventLoop } from "./ports/ports.ts";

/** An order of rows in memory: the key of a row, whose last value is unique, and the direction of each value. */
export interface RowOrder<Row> {
  /** The result of `listName`. */
  readonly list: string;
  readonly types: readonly KeyType[];
  readonly isDescending: readonly boolean[];
  keyOf(row: Row): readonly KeyValue[];
  /** Set for values that change: rows changed after this moment may have been listed already and are left out. */
  readonly changes?: { readonly nowMs: number; changedAtMs(row: Row): number } | undefined;
}

/**
 * The order by a field of filters; rows with equal values or without the field follow another value.
 *
 * Texts are compared by their first characters only, because a cursor contains them.
 */
export function lookupOrder<Row>(
  { path, isDescending }: ListOrder,
  of: {
    readonly list: string;
    lookupOf(row: Row): FieldLookup;
    /** The unique value of a row. */
    readonly end: { valueOf(row: Row): number; readonly isDescending: boolean };
    readonly changes?: RowOrder<Row>["changes"];
  },
): RowOrder<Row> {
  return {
    list: of.list,
    types: ["any", "int"],
    isDescending: [isDescending, of.end.isDescending],
    keyOf: (row) => [toKeyValue(of.lookupOf(row)(path)), of.end.valueOf(row)],
    changes: of.changes,
  };
}

/** The order by id, for rows in memory. */
export function idOrder<Row extends { readonly id: number }>(list: string): RowOrder<Row> {
  return { list, types: ["int"], isDescending: [false], keyOf: ({ id }) => [id] };
}

/** An empty list. */
export const emptyList: Page<never> = { rows: [], cursors: [], hasNextPage: false, total: async () => 0 };

/**
 * Returns a page of rows that are all in memory, in any order.
 *
 * @throws `invalid_input`
 */
export function pageOf<Row>(rows: readonly Row[], page: PageRequest, order: RowOrder<Row>): Page<Row> {
  const cut = new PageCut(page, order);
  for (const row of rows) cut.offer(row);
  return { ...cut.result(), total: async () => rows.length };
}

/** Maps the rows of a page. */
export function mapListed<Row, Other>(listed: Page<Row>, toOther: (row: Row) => Other): Page<Other> {
  return { ...listed, rows: listed.rows.map(toOther) };
}

/** Yields all rows of a list, page after page; rows may be deleted meanwhile. */
export async function* everyRow<Row>(listPage: (page: PageRequest) => Promise<Page<Row>>): AsyncGenerator<Row> {
  for (let after: Cursor | null = null; ;) {
    const { rows, cursors, hasNextPage }: Page<Row> = await listPage({ after, first: SCANNED_AT_ONCE });
    yield* rows;
    if (!hasNextPage) return;
    after = cursors.at(-1)!;
  }
}

/** Returns all rows of a list that is known to be short. */
export async function allRows<Row>(listPage: (page: PageRequest) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of everyRow(listPage)) rows.push(row);
  return rows;
}

/** Candidates loaded per step of a scan: some hundred rows with their texts. */
const SCANNED_AT_ONCE = 200;

/**
 * Returns a page of the rows that match a condition which the database cannot check. Loads candidates in steps, so that
 * memory does not grow with the list and other requests are served in between.
 */
export async function filteredPage<Row>(
  eventLoop: EventLoop,
  page: PageRequest,
  listCandidates: (page: PageRequest) => Promise<Page<Row>>,
  isWanted: (row: Row) => boolean,
): Promise<Page<Row>> {
  const rows: Row[] = [];
  const cursors: Cursor[] = [];
  for await (const { row, cursor } of candidates(eventLoop, page, listCandidates)) {
    if (!isWanted(row)) continue;
    rows.push(row);
    cursors.push(cursor);
    if (rows.length > page.first) break;
  }
  const hasNextPage = rows.length > page.first;
  const shown = { rows: rows.slice(0, page.first), cursors: cursors.slice(0, page.first) };
  if (page.isFromEnd === true) {
    shown.rows.reverse();
    shown.cursors.reverse();
  }
  return {
    ...shown,
    hasNextPage: page.isFromEnd === true ? page.before !== undefined && page.before !== null : hasNextPage,
    async total() {
      let count = 0;
      for await (const { row } of candidates(eventLoop, { after: null, first: 0 }, listCandidates))
        count += Number(isWanted(row));
      return count;
    },
  };
}

/**
 * Returns a page of rows in an order that the database does not support. Scans all candidates in steps; only those of
 * the page stay in memory.
 */
export async function sortedPage<Row>(
  eventLoop: EventLoop,
  page: PageRequest,
  order: RowOrder<Row>,
  listCandidates: (page: PageRequest) => Promise<Page<Row>>,
  isWanted: (row: Row) => boolean,
): Promise<Page<Row>> {
  const cut = new PageCut(page, order);
  let count = 0;
  for await (const { row } of candidates(eventLoop, { after: null, first: 0 }, listCandidates)) {
    if (!isWanted(row)) continue;
    count += 1;
    cut.offer(row);
  }
  return { ...cut.result(), total: async () => count };
}

/** Yields all rows between the cursors of a page; backwards for a page from the end. */
async function* candidates<Row>(
  eventLoop: EventLoop,
  { after, before, isFromEnd, first }: PageRequest,
  listCandidates: (page: PageRequest) => Promise<Page<Row>>,
): AsyncGenerator<{ row: Row; cursor: Cursor }> {
  const step = Math.max(SCANNED_AT_ONCE, first);
  let [low, high] = [after, before ?? null];
  for (;;) {
    const listed = await listCandidates({ after: low, before: high, first: step, isFromEnd: isFromEnd === true });
    const found = listed.rows.map((row, at) => ({ row, cursor: listed.cursors[at]! }));
    yield* isFromEnd === true ? found.toReversed() : found;
    if (listed.rows.length < step) return;
    if (isFromEnd === true) high = listed.cursors[0]!;
    else low = listed.cursors.at(-1)!;
    await eventLoop.yieldToOthers();
  }
}

interface Place<Row> {
  readonly key: readonly KeyValue[];
  readonly row: Row;
}

/** Keeps the offered rows that belong to a page: at most twice the page size is in memory. */
class PageCut<Row> {
  readonly #page: PageRequest;
  readonly #order: RowOrder<Row>;
  readonly #after: readonly KeyValue[] | null;
  readonly #before: readonly KeyValue[] | null;
  readonly #asOfMs: number | undefined;
  readonly #wanted: number;
  #kept: Place<Row>[] = [];

  constructor(page: PageRequest, order: RowOrder<Row>) {
    const read = (cursor: Cursor | null | undefined): readonly KeyValue[] | null =>
      cursor === null || cursor === undefined ? null : cursorKey(cursor, order.list, order.types);
    this.#page = page;
    this.#order = order;
    this.#after = read(page.after);
    this.#before = read(page.before);
    this.#asOfMs = order.changes === undefined ? undefined : (page.after?.asOfMs ?? page.before?.asOfMs);
    this.#wanted = page.first + 1;
  }

  offer(row: Row): void {
    const { changes } = this.#order;
    if (this.#asOfMs !== undefined && changes!.changedAtMs(row) > this.#asOfMs) return;
    const key = this.#order.keyOf(row);
    if (this.#after !== null && this.#compare(key, this.#after) <= 0) return;
    if (this.#before !== null && this.#compare(key, this.#before) >= 0) return;
    this.#kept.push({ key, row });
    if (this.#kept.length >= 2 * this.#wanted) this.#shrink();
  }

  result(): Omit<Page<Row>, "total"> {
    this.#shrink();
    const { first, isFromEnd } = this.#page;
    const shown =
      isFromEnd === true ? this.#kept.slice(Math.max(0, this.#kept.length - first)) : this.#kept.slice(0, first);
    const asOfMs = this.#asOfMs ?? this.#order.changes?.nowMs;
    return {
      rows: shown.map(({ row }) => row),
      cursors: shown.map(({ key }) => ({
        list: this.#order.list,
        key,
        ...(asOfMs === undefined ? {} : { asOfMs }),
      })),
      hasNextPage: isFromEnd === true ? this.#before !== null : this.#kept.length > first,
    };
  }

  #shrink(): void {
    this.#kept.sort((left, right) => this.#compare(left.key, right.key));
    this.#kept = this.#page.isFromEnd === true ? this.#kept.slice(-this.#wanted) : this.#kept.slice(0, this.#wanted);
  }

  #compare(left: readonly KeyValue[], right: readonly KeyValue[]): number {
    return compareKeys(left, right, this.#order.isDescending);
  }
}
