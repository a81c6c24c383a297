import {
  type ArtifactType,
  type Collection,
  type FieldLookup,
  type Filter,
  type ListOrder,
  type Project,
  sortRows,
} from "../model/index.ts";
import { pageOf } from "./list-page.ts";
import type { Listed, Page } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/** Collections of a project, or of one type in it, that a filter leaves; the newest first where no order is given. */
export async function listCollections(
  { metadata }: Ports,
  project: Project,
  type: ArtifactType | undefined,
  query: { filter: Filter; order: ListOrder | undefined; page: Page },
): Promise<Listed<Collection>> {
  const all = await metadata.read.collections.list(project.id, type?.id);
  const left = all.filter((collection) => query.filter(collectionLookup(collection)));
  return pageOf(query.order === undefined ? left : sortRows(left, query.order, collectionLookup), query.page);
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
