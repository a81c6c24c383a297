import type { Listed, Page } from "../../core/ports/metadata.ts";
import { MAX_PAGE_ROWS, StemmaError } from "../../model/index.ts";

/** What a client that names no size gets. */
export const DEFAULT_PAGE_ROWS = 50;

/** The arguments of every list. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

/**
 * Reads the page a client asks for.
 *
 * **Errors** `invalid_input`
 */
export function readPage({ first, after }: PageArguments): Page {
  const rows = first ?? DEFAULT_PAGE_ROWS;
  if (rows < 0) throw new StemmaError("invalid_input", `Cannot list ${rows} rows: expected 0 or more`);
  return {
    first: Math.min(rows, MAX_PAGE_ROWS),
    after: after === null || after === undefined || after === "" ? 0 : readCursor(after),
  };
}

/** A list as the wire shapes it. **Shape** `{totalCount, edges: [{cursor, node}], pageInfo}` */
export function connection<Row, Node>({ rows, total }: Listed<Row>, { after }: Page, toNode: (row: Row) => Node) {
  const end = after + rows.length;
  return {
    totalCount: total,
    edges: rows.map((row, index) => ({ cursor: writeCursor(after + index + 1), node: toNode(row) })),
    pageInfo: { endCursor: rows.length === 0 ? null : writeCursor(end), hasNextPage: end < total },
  };
}

/** The whole of a short list, in one page. */
export function wholeConnection<Row, Node>(rows: readonly Row[], toNode: (row: Row) => Node) {
  return connection({ rows, total: rows.length }, { after: 0, first: rows.length }, toNode);
}

function writeCursor(position: number): string {
  return btoa(`row:${position}`);
}

function readCursor(text: string): number {
  let plain = "";
  try {
    plain = atob(text);
  } catch {
    // Not base64: refused below like any other foreign cursor.
  }
  const match = /^row:(\d{1,15})$/.exec(plain);
  if (match === null)
    throw new StemmaError(
      "invalid_input",
      `Cannot go on behind "${text.slice(0, 40)}": expected the endCursor of the page before`,
    );
  return Number(match[1]);
}
