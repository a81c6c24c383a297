import type { Cursor } from "../../model/index.ts";

/**
 * The part of an ordered list that is asked for: the first rows between two cursors, or the last ones.
 *
 * A cursor holds the place of a row by its order values, so that rows that come or go elsewhere move nothing.
 */
export interface PageRequest {
  /** The rows behind this one; null: from the beginning. */
  readonly after: Cursor | null;
  /** How many rows at the most. */
  readonly first: number;
  /** The rows before this one. */
  readonly before?: Cursor | null;
  /** Takes the last rows of that part instead of the first ones; they come in the order of the list all the same. */
  readonly isFromEnd?: boolean;
}

/** A page of a list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The place of each row. */
  readonly cursors: readonly Cursor[];
  readonly hasNextPage: boolean;
  /** Counts the whole list, each time it is asked. */
  total(): Promise<number>;
}
