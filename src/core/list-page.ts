import type { Listed, Page } from "./ports/metadata.ts";

/** Cuts a page out of rows that are all at hand. */
export function pageOf<Row>(rows: readonly Row[], { after, first }: Page): Listed<Row> {
  return { rows: rows.slice(after, after + first), total: rows.length };
}
