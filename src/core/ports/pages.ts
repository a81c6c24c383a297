import type { Cursor } from "../../model/index.ts";

/**
 * A range of an ordered list: the first rows between two cursors, or the last ones.
 *
 * A cursor holds the order values of a row, so that inserted and deleted rows do not shift the page.
 */
export interface PageRequest {
  /** Starts after this row; null starts at the beginning. */
  readonly after: Cursor | null;
  /** Maximum number of rows. */
  readonly first: number;
  /** Ends before this row. */
  readonly before?: Cursor | null;
  /** Takes the last rows of the range instead of the first ones, in the order of the list. */
  readonly isFromEnd?: boolean;
}

/** A page of a list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The cursor of each row. */
  readonly cursors: readonly Cursor[];
  readonly hasNextPage: boolean;
  /** Counts the whole list on each call. */
  total(): Promise<number>;
}
