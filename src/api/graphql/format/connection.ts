import type { Page, PageRequest } from "../../../core/ports/metadata.ts";
import { type Cursor, MAX_PAGE_ROWS, StemmaError } from "../../../model/index.ts";
import { readCursor, writeCursor } from "./cursor-text.ts";
import { lazy } from "./lazy.ts";

/** What a client that names no size gets. */
export const DEFAULT_PAGE_ROWS = 50;

/** The arguments of every list; `last` and `before` are taken where the schema has them. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/**
 * Reads the page a client asks for.
 *
 * @param defaultRows what a client gets that names no size
 *
 * @throws `invalid_input`
 */
export function readPage({ first, after, last, before }: PageArguments, defaultRows = DEFAULT_PAGE_ROWS): PageRequest {
  const isFromEnd = last !== null && last !== undefined && (first === null || first === undefined);
  const rows = (isFromEnd ? last : first) ?? defaultRows;
  if (rows < 0) throw new StemmaError("invalid_input", `Cannot list ${rows} rows: expected 0 or more`);
  return {
    first: Math.min(rows, MAX_PAGE_ROWS),
    after: readPlace(after),
    before: readPlace(before),
    isFromEnd,
  };
}

/** Lists that clients read as a whole: without `first` they have as many rows as a page can hold. */
export const wholeLists: ReadonlySet<string> = new Set([
  "Artifact.artifactMemberships",
  "Artifact.usedBy",
  "ArtifactCollection.tags",
  "ArtifactPortfolio.tags",
  "ArtifactSequence.tags",
  "Project.artifactTypes",
  "Query.users",
  "Sweep.agents",
  "User.apiKeys",
  "User.teams",
]);

/** The page of one of the `wholeLists`. */
export function readWholePage(args: PageArguments): PageRequest {
  return readPage(args, MAX_PAGE_ROWS);
}

/** A list as the wire shapes it. */
export interface Connection<Node> {
  readonly totalCount: number;
  readonly edges: { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** Shapes a list for the wire; rows are counted and cursors written only where a client selects them. */
export function connection<Row>(listed: Page<Row>): Connection<Row>;
export function connection<Row, Node>(listed: Page<Row>, toNode: (row: Row) => Node): Connection<Node>;
export function connection<Row>(
  { rows, cursors, hasNextPage, total }: Page<Row>,
  toNode: (row: Row) => unknown = (row) => row,
): Connection<unknown> {
  const last = cursors.at(-1);
  return {
    totalCount: lazy(() => total() as unknown as number),
    edges: rows.map((row, index) => ({ cursor: lazy(() => writeCursor(cursors[index]!)), node: toNode(row) })),
    pageInfo: { endCursor: last === undefined ? null : writeCursor(last), hasNextPage },
  };
}

function readPlace(text: string | null | undefined): Cursor | null {
  return text === null || text === undefined || text === "" ? null : readCursor(text);
}
