import { type Collection, type FieldLookup, parseLoose, type Version, type VersionMembership } from "../model/index.ts";

/** The fields of a version that filters and orders know, beside those that are given. */
export function versionLookup(
  { version, versionIndex, collection }: VersionMembership,
  more: Readonly<Record<string, unknown>> = {},
): FieldLookup {
  return (path) => {
    const [head = "", ...rest] = path.split(".");
    if (head === "metadata")
      return rest.reduce(child, version.metadata === null ? undefined : parseLoose(version.metadata, "the metadata"));
    return Object.hasOwn(more, head) ? more[head] : plainFields(version, versionIndex, collection)[head];
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
