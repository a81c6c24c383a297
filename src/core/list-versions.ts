import { type Collection, type Filter, type ListOrder, sortRows, type VersionMembership } from "../model/index.ts";
import { pageOf } from "./list-page.ts";
import type { Listed, Page } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { versionLookup } from "./version-lookup.ts";

/** Committed versions of a collection that a filter leaves; the newest first where no order is given. */
export async function listVersions(
  { metadata }: Ports,
  collection: Collection,
  query: { filter: Filter; order: ListOrder | undefined; page: Page },
): Promise<Listed<VersionMembership>> {
  const all = await metadata.read.versions.list(collection.id);
  const left = all.filter((membership) => query.filter(versionLookup(membership)));
  return pageOf(
    query.order === undefined ? left : sortRows(left, query.order, (membership) => versionLookup(membership)),
    query.page,
  );
}
