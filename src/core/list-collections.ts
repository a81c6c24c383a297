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

/** The fields of a collection that filters and orders know. */
function collectionLookup(collection: Collection): FieldLookup {
  const createdAt = new Date(collection.createdAtMs).toISOString();
  const updatedAt = new Date(collection.updatedAtMs).toISOString();
  const fields: Record<string, unknown> = {
    name: collection.name,
    description: collection.description,
    type: collection.type,
    tag: collection.tags,
    tags: collection.tags,
    created_at: createdAt,
    createdAt,
    updated_at: updatedAt,
    updatedAt,
    state: "READY",
  };
  return (path) => fields[path];
}
