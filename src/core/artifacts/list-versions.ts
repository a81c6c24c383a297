import { type Collection, type Filter, type ListOrder, listName, type VersionMembership } from "../../model/index.ts";
import { emptyList, filteredPage, lookupOrder, sortedPage } from "../list-page.ts";
import type { Page, PageRequest, VersionOrder } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { compileVersionFilter } from "./version-conditions.ts";
import { versionLookup } from "./version-lookup.ts";

/** Lists the committed versions of a collection that match a filter; the newest first if no order is given. */
export async function listVersions(
  { metadata, eventLoop, clock }: Ports,
  collection: Collection,
  { filter, order, page }: { filter: Filter; order: ListOrder | undefined; page: PageRequest },
): Promise<Page<VersionMembership>> {
  const { conditions, isExact } = compileVersionFilter(filter.tree, collection);
  if (conditions === null) return emptyList;
  const nowMs = clock.nowMs();
  const list = (part: PageRequest, by?: VersionOrder): Promise<Page<VersionMembership>> =>
    metadata.read.versions.list(collection.id, part, { order: by, conditions });
  const isWanted = isExact ? () => true : (membership: VersionMembership): boolean => filter(versionLookup(membership));
  if (order !== undefined && !isUniform(order)) {
    const by = columns.get(order.path);
    if (by === undefined) {
      const sorted = lookupOrder<VersionMembership>(order, {
        list: listName("versions", collection.id, order.path, order.isDescending ? "-" : "+"),
        lookupOf: (membership) => versionLookup(membership),
        end: { valueOf: ({ versionIndex }) => versionIndex, isDescending: true },
        changes: { nowMs, changedAtMs: ({ version }) => version.updatedAtMs },
      });
      return sortedPage(eventLoop, page, sorted, (part) => list(part), isWanted);
    }
    const inOrder: VersionOrder = { by, isDescending: order.isDescending, nowMs };
    return isExact ? list(page, inOrder) : filteredPage(eventLoop, page, (part) => list(part, inOrder), isWanted);
  }
  return isExact ? list(page) : filteredPage(eventLoop, page, (part) => list(part), isWanted);
}

const columns: ReadonlyMap<string, VersionOrder["by"]> = new Map([
  ...(["versionIndex", "createdAt", "updatedAt", "size", "fileCount", "digest", "description"] as const).map(
    (by) => [by, by] as const,
  ),
  ["version", "versionIndex"] as const,
]);

/** Returns whether a field is equal for all versions of a collection, or is a list. */
function isUniform({ path }: ListOrder): boolean {
  return ["state", "name", "type", "alias", "tag"].includes(path);
}
