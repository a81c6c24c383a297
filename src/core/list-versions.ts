import {
  type Collection,
  type FieldLookup,
  type Filter,
  type ListOrder,
  parseLoose,
  sortRows,
  type Version,
  type VersionMembership,
} from "../model/index.ts";
import { pageOf } from "./list-page.ts";
import type { Listed, Page } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/** Committed versions of a collection that a filter leaves; the newest first where no order is given. */
export async function listVersions(
  { metadata }: Ports,
  collection: Collection,
  query: { filter: Filter; order: ListOrder | undefined; page: Page },
): Promise<Listed<VersionMembership>> {
  const all = await metadata.read.versions.list(collection.id);
  const left = all.filter((membership) => query.filter(versionLookup(membership)));
  return pageOf(query.order === undefined ? left : sortRows(left, query.order, versionLookup), query.page);
}

/** The fields of a version that filters and orders know. */
function versionLookup({ version, versionIndex, collection }: VersionMembership): FieldLookup {
  return (path) => {
    const [head = "", ...rest] = path.split(".");
    if (head === "metadata")
      return rest.reduce(child, version.metadata === null ? undefined : parseLoose(version.metadata, "the metadata"));
    return plainFields(version, versionIndex, collection)[head];
  };
}

function plainFields(version: Version, versionIndex: number, collection: Collection): Record<string, unknown> {
  const aliases = version.aliases
    .filter(({ collectionId }) => collectionId === collection.id)
    .map(({ alias }) => alias);
  const createdAt = new Date(version.createdAtMs).toISOString();
  const updatedAt = new Date(version.updatedAtMs).toISOString();
  return {
    state: version.state,
    version: `v${versionIndex}`,
    version_index: versionIndex,
    versionIndex,
    digest: version.digest,
    description: version.description,
    alias: aliases,
    aliases,
    tag: version.tags,
    tags: version.tags,
    size: version.sizeBytes,
    file_count: version.entryCount,
    name: collection.name,
    type: collection.type,
    created_at: createdAt,
    createdAt,
    updated_at: updatedAt,
    updatedAt,
  };
}

function child(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
