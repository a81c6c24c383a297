import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { tableText } from "../readable-text.ts";

/** Rows per request; few, because some fields are computed for each row. */
const PAGE_ROWS = 50;

/** Rows of a list that are printed; the others are only counted. */
export const SHOWN_ROWS = 50;

/** The page info in a query, after the edges. */
export const PAGE_INFO = "pageInfo { endCursor hasNextPage }";

/** A list as the API returns it; null if its scope does not exist. */
interface PageOf<Node> {
  readonly list: {
    readonly edges: readonly { readonly node: Node }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  } | null;
}

/**
 * Iterates over all nodes of a list. The query names the list `list` and takes `$first` and `$after`.
 *
 * @throws `not_found` if the list does not exist, and the errors of `ask`
 */
export async function* nodesOf<Node>(
  server: AdminConnection,
  query: string,
  place: { readonly variables: object; readonly name: string },
): AsyncGenerator<Node> {
  for (let after: string | null = null; ;) {
    const { list }: PageOf<Node> = await server.ask(query, { ...place.variables, first: PAGE_ROWS, after });
    if (list === null) throw new StemmaError("not_found", `Cannot find "${place.name}"`);
    for (const { node } of list.edges) yield node;
    if (!list.pageInfo.hasNextPage) return;
    after = list.pageInfo.endCursor;
  }
}

/** The first rows of a list, and the number of all rows. */
export interface Page<Node> {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Node }[];
}

/** A list as a table with its header, and the number of rows that are left out. */
export function listText(rows: readonly (readonly string[])[], total: number, none: string): string {
  if (rows.length === 1) return none;
  const left = total - (rows.length - 1);
  return left > 0 ? `${tableText(rows)}\n… and ${left.toLocaleString("en")} more` : tableText(rows);
}
