import {
  type ArtifactType,
  type Collection,
  type FieldLookup,
  type Filter,
  type ListOrder,
  listName,
  type Project,
} from "../model/index.ts";
import { filteredPage, lookupOrder, sortedPage } from "./list-page.ts";
import type { Listed, Page } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/** Collections of a project, or of one type in it, that a filter leaves; the newest first where no order is given. */
export async function listCollections(
  { metadata, turns, clock }: Ports,
  project: Project,
  type: ArtifactType | undefined,
  { filter, order, page }: { filter: Filter; order: ListOrder | undefined; page: Page },
): Promise<Listed<Collection>> {
  const list = (part: Page): Promise<Listed<Collection>> => metadata.read.collections.list(project.id, type?.id, part);
  const isWanted = (collection: Collection): boolean => filter(collectionLookup(collection));
  if (order === undefined) return filteredPage(turns, page, list, isWanted);
  const isOfValuesThatChange = order.path === "updated_at" || order.path === "updatedAt";
  const sorted = lookupOrder<Collection>(order, {
    list: listName("collections", project.id, type?.id ?? null, order.path, order.isDescending ? "-" : "+"),
    lookupOf: collectionLookup,
    end: { valueOf: ({ id }) => id, isDescending: true },
    changes: isOfValuesThatChange ? { nowMs: clock.nowMs(), changedAtMs: ({ updatedAtMs }) => updatedAtMs } : undefined,
  });
  return sortedPage(turns, page, sorted, list, isWanted);
}

/** Gives the fields of a collection by the names of `collectionFilterFields`. */
function collectionLookup(collection: Collection): FieldLookup {
  return (path) => {
    switch (path) {
      case "name":
        return collection.name;
      case "description":
        return collection.description;
      case "type":
        return collection.type;
      case "tag":
        return collection.tags;
      case "state":
        return "READY";
      case "createdAt":
        return collection.createdAtMs;
      case "updatedAt":
        return collection.updatedAtMs;
      default:
        return undefined;
    }
  };
}
