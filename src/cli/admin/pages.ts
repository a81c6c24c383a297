import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { tableText } from "../readable-text.ts";

/** Rows of one request: few, where each of them is counted for itself. */
const PAGE_ROWS = 50;

/** Rows that are shown of a list, the others are counted: as many as people look through. */
export const SHOWN_ROWS = 50;

/** Asks for the rest of a page, behind its edges. */
export const PAGE_INFO = "pageInfo { endCursor hasNextPage }";

/** A list as the wire gives it; null where the place it is of is not there. */
interface PageOf<Node> {
  readonly list: {
    readonly edges: readonly { readonly node: Node }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  } | null;
}

/**
 * The nodes of a list to its end. The query calls the list `list` and takes `$first` and `$after`.
 *
 * @throws `not_found` where there is no such list; those of `ask`
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

/** The first rows of a list, and how many there are. */
export interface Page<Node> {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Node }[];
}

/** A list as a table with its head, and how many rows it leaves out. */
export function listText(rows: readonly (readonly string[])[], total: number, none: string): string {
  if (rows.length === 1) return none;
  const left = total - (rows.length - 1);
  return left > 0 ? `${tableText(rows)}\n… and ${left.toLocaleString("en")} more` : tableText(rows);
}
