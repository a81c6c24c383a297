import { type Collection, type Filter, type ListOrder, listName, type VersionMembership } from "../model/index.ts";
import { filteredPage, lookupOrder, sortedPage } from "./list-page.ts";
import type { Listed, Page } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { versionLookup } from "./version-lookup.ts";

/** Committed versions of a collection that a filter leaves; the newest first where no order is given. */
export async function listVersions(
  { metadata, turns, clock }: Ports,
  collection: Collection,
  { filter, order, page }: { filter: Filter; order: ListOrder | undefined; page: Page },
): Promise<Listed<VersionMembership>> {
  const list = (part: Page): Promise<Listed<VersionMembership>> => metadata.read.versions.list(collection.id, part);
  const isWanted = (membership: VersionMembership): boolean => filter(versionLookup(membership));
  if (order === undefined) return filteredPage(turns, page, list, isWanted);
  const sorted = lookupOrder<VersionMembership>(order, {
    list: listName("versions", collection.id, order.path, order.isDescending ? "-" : "+"),
    lookupOf: (membership) => versionLookup(membership),
    end: { valueOf: ({ versionIndex }) => versionIndex, isDescending: true },
    changes: { nowMs: clock.nowMs(), changedAtMs: ({ version }) => version.updatedAtMs },
  });
  return sortedPage(turns, page, sorted, list, isWanted);
}
