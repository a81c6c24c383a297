import { type RawBuilder, sql, type SqlBool } from "kysely";

/** A filter as two SQL conditions: rows with `must` match, rows with only `may` may match. */
export interface Bounds {
  readonly may: RawBuilder<SqlBool>;
  readonly must: RawBuilder<SqlBool>;
  /** Whether both conditions select the same rows. */
  readonly isExact: boolean;
}

/** Returns the bounds of a condition that the engine decides alone. */
export function exactly(condition: RawBuilder<unknown>): Bounds {
  const same = condition as RawBuilder<SqlBool>;
  return { may: same, must: same, isExact: true };
}

const TRUE = sql<SqlBool>`1 = 1`;
const FALSE = sql<SqlBool>`1 = 0`;

/** Every row. */
const ALWAYS: Bounds = exactly(TRUE);
/** No row. */
export const NEVER: Bounds = exactly(FALSE);
/** Undecided: any row may match. */
export const UNKNOWN: Bounds = { may: TRUE, must: FALSE, isExact: false };

/** Returns the bounds of a condition that is the same for all rows. */
export function both(isTaken: boolean): Bounds {
  return isTaken ? ALWAYS : NEVER;
}

/** Returns the bounds of the negated filter. */
export function negated({ may, must, isExact }: Bounds): Bounds {
  const not = (condition: RawBuilder<SqlBool>): RawBuilder<SqlBool> => sql`not (${condition})`;
  return isExact ? exactly(not(may)) : { may: not(must), must: not(may), isExact };
}

/** Combines the bounds of several filters. */
export function combineBounds(by: "and" | "or", parts: readonly Bounds[]): Bounds {
  if (parts.length === 0) return both(by === "and");
  if (parts.length === 1) return parts[0]!;
  // Split in halves: an engine parses a chain of a thousand conditions as one nested a thousand levels deep.
  const unite = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> => {
    if (conditions.length === 1) return conditions[0]!;
    const middle = conditions.length >> 1;
    return sql`(${unite(conditions.slice(0, middle))} ${sql.raw(by)} ${unite(conditions.slice(middle))})`;
  };
  const may = unite(parts.map((part) => part.may));
  if (parts.every(({ isExact }) => isExact)) return exactly(may);
  return { may, must: unite(parts.map((part) => part.must)), isExact: false };
}
