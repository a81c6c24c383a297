import {
  type ArtifactId,
  type Collection,
  type CollectionId,
  parseVersionName,
  type Project,
  StemmaError,
  type Version,
  type VersionMembership,
  versionIndexOf,
} from "../../model/index.ts";
import { type Access, canAccess } from "../accounts/access.ts";
import { findProject } from "../projects/find-project.ts";
import type { Ports } from "../ports/ports.ts";

/** Returns the committed version named `collection:alias`, `collection:vN` or `collection` in a project, or null. */
export async function resolveVersion(
  ports: Ports,
  access: Access,
  input: { entity: string; project: string; name: string },
): Promise<VersionMembership | null> {
  const project = await findProject(ports, access, input);
  return project === null ? null : resolveIn(ports, project, input.name);
}

/** Like `resolveVersion`, inside a project that the caller can access. */
export async function resolveIn(ports: Ports, project: Project, name: string): Promise<VersionMembership | null> {
  const { collection: collectionName, alias } = parseVersionName(name);
  const collection = await ports.metadata.read.collections.find(project.id, collectionName);
  return collection === null ? null : resolveAlias(ports, collection, alias);
}

/** Returns the committed version with an alias or `vN` in a collection, or null. */
export function resolveAlias(
  { metadata }: Ports,
  collection: Collection,
  alias: string,
): Promise<VersionMembership | null> {
  const versionIndex = versionIndexOf(alias);
  return metadata.read.versions.membership(collection.id, versionIndex === undefined ? { alias } : { versionIndex });
}

/**
 * Returns the version or draft with an id, or null. Does not check the access of the caller: the guard of the type decides
 * what they see of it.
 */
export function versionById({ metadata }: Ports, id: ArtifactId): Promise<Version | null> {
  return metadata.read.versions.byId(id);
}

/**
 * Returns the version or draft with an id, which must exist.
 *
 * @throws `not_found` when it was removed meanwhile
 */
export async function existingVersion(ports: Ports, id: ArtifactId): Promise<Version> {
  const version = await versionById(ports, id);
  if (version === null) throw new StemmaError("not_found", "Cannot find the artifact");
  return version;
}

/** Returns the newest committed version of a collection, or null. */
export async function newestVersion({ metadata }: Ports, collection: Collection): Promise<Version | null> {
  const id = await metadata.read.versions.newest(collection.id);
  return id === null ? null : metadata.read.versions.byId(id);
}

/** Returns the version or draft with an id; null if it does not exist or the caller cannot access it. */
export async function findVersion({ metadata }: Ports, access: Access, id: ArtifactId): Promise<Version | null> {
  const version = await metadata.read.versions.byId(id);
  if (version === null || !canAccess(access, version.collection.project.entityId, "the artifact")) return null;
  return version;
}

/** Returns the collection with an id; null if it does not exist or the caller cannot access it. */
export async function findCollection(
  { metadata }: Ports,
  access: Access,
  id: CollectionId,
): Promise<Collection | null> {
  const collection = await metadata.read.collections.byId(id);
  if (collection === null || !canAccess(access, collection.project.entityId, "the collection")) return null;
  return collection;
}

/** Returns the version or draft with a client id, or null. */
export async function findVersionByClientId(ports: Ports, access: Access, clientId: string): Promise<Version | null> {
  const id = await ports.metadata.read.drafts.findByClientId(clientId);
  return id === null ? null : findVersion(ports, access, id);
}
