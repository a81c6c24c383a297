import {
  type ArtifactType,
  type Collection,
  type FieldLookup,
  type Filter,
  type FilterNode,
  type ListOrder,
  type Project,
} from "../../model/index.ts";
import { emptyList, filteredPage } from "../list-page.ts";
import type { CollectionQuery, Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { conjuncts, wantedTexts } from "./version-conditions.ts";

/**
 * Lists the collections of a project, or of one type in it, that match a filter; the newest first if no order is given.
 */
export async function listCollections(
  { metadata, eventLoop, clock }: Ports,
  project: Project,
  type: ArtifactType | undefined,
  { filter, order, page }: { filter: Filter; order: ListOrder | undefined; page: PageRequest },
): Promise<Page<Collection>> {
  const { query, isExact } = compileFilter(filter.tree);
  if (query === null) return emptyList;
  const by = order === undefined ? undefined : columns.find((column) => column === order.path);
  const inOrder = by && { by, isDescending: order!.isDescending, nowMs: clock.nowMs() };
  const list = (part: PageRequest): Promise<Page<Collection>> =>
    metadata.read.collections.list(project.id, type?.id, part, { ...query, order: inOrder });
  if (isExact) return list(page);
  return filteredPage(eventLoop, page, list, (collection) => filter(collectionLookup(collection)));
}

/** Other fields are equal for all collections, or are lists. */
const columns = ["name", "type", "createdAt", "updatedAt", "description"] as const;

/** Extracts the conditions that the database can check; null if no collection can match. */
function compileFilter(tree: FilterNode): { query: CollectionQuery | null; isExact: boolean } {
  const lists = {
    name: [] as (readonly string[])[],
    type: [] as (readonly string[])[],
    tag: [] as (readonly string[])[],
  };
  let [isExact, isPossible] = [true, true];
  for (const node of conjuncts(tree)) {
    const texts = node.kind === "field" ? wantedTexts(node.test) : undefined;
    const path = node.kind === "field" ? node.field.path : "";
    if (texts === undefined) isExact = false;
    else if (path === "state") isPossible &&= texts.includes("READY");
    else if (path === "name" || path === "type" || path === "tag") lists[path].push(texts);
    else isExact = false;
  }
  const query = isPossible ? { names: lists.name, types: lists.type, tags: lists.tag } : null;
  return { query, isExact };
}

/** Returns the fields of a collection by the names of `collectionFilterFields`. */
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
