import {
  type Alias,
  type ArtifactType,
  type Collection,
  listName,
  type Project,
  type Version,
  type VersionMembership,
} from "../../model/index.ts";
import type { Visibility } from "../accounts/visibility.ts";
import { idOrder, pageOf } from "../list-page.ts";
import type { Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** The artifact types of a project, by name. */
export function listTypes({ metadata }: Ports, project: Project, page: PageRequest): Promise<Page<ArtifactType>> {
  return metadata.read.types.list(project.id, page);
}

/** The artifact type of that name in a project, or null. */
export function findType({ metadata }: Ports, project: Project, name: string): Promise<ArtifactType | null> {
  return metadata.read.types.find(project.id, name);
}

/** The collection of that name in a project, or null. */
export function findCollectionIn({ metadata }: Ports, project: Project, name: string): Promise<Collection | null> {
  return metadata.read.collections.find(project.id, name);
}

/** The collection of that name, or null when it has another type. */
export async function findCollectionOfType(
  ports: Ports,
  project: Project,
  type: ArtifactType,
  name: string,
): Promise<Collection | null> {
  const collection = await findCollectionIn(ports, project, name);
  return collection?.typeId === type.id ? collection : null;
}

/** The collection that an alias belongs to. */
export function collectionOfAlias({ metadata }: Ports, alias: Alias): Promise<Collection | null> {
  return metadata.read.collections.byId(alias.collectionId);
}

/** A page of the aliases of a collection. */
export function listAliases({ metadata }: Ports, collection: Collection, page: PageRequest): Promise<Page<Alias>> {
  return metadata.read.aliases.list(collection.id, page);
}

/** A page of the tags of a collection. */
export function listTags(collection: Collection, page: PageRequest): Page<string> {
  return pageOf(collection.tags, page, {
    list: listName("tags", collection.id),
    types: ["text"],
    isDescending: [false],
    keyOf: (tag) => [tag],
  });
}

/** The memberships of a version in collections that the caller can read. */
export async function listMemberships(
  { metadata }: Ports,
  visibility: Visibility,
  version: Version,
  page: PageRequest,
): Promise<Page<VersionMembership>> {
  const all = await metadata.read.versions.memberships([version.id]);
  const visible = all.filter(({ collection }) => visibility.reads(collection.project.entityId));
  return pageOf(visible, page, idOrder<VersionMembership>(listName("memberships", version.id)));
}
