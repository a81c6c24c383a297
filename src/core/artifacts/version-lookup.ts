import {
  type Collection,
  type FieldLookup,
  parseExact,
  type Version,
  type VersionMembership,
  walk,
} from "../../model/index.ts";

/** Returns the fields of a version by the names of `versionFilterFields`, and the extra fields. */
export function versionLookup(
  { version, versionIndex, collection }: VersionMembership,
  more: Readonly<Record<string, unknown>> = {},
): FieldLookup {
  let metadata: unknown;
  return (path) => {
    if (path === "metadata" || path.startsWith("metadata.")) {
      metadata ??= version.metadata === null ? undefined : parseExact(version.metadata, "the metadata");
      return path === "metadata" ? metadata : walk(metadata, path.slice("metadata.".length));
    }
    return Object.hasOwn(more, path) ? more[path] : plainField(path, version, versionIndex, collection);
  };
}

function plainField(path: string, version: Version, versionIndex: number, collection: Collection): unknown {
  switch (path) {
    case "state":
      return version.state;
    case "version":
      return `v${versionIndex}`;
    case "versionIndex":
      return versionIndex;
    case "digest":
      return version.digest;
    case "description":
      return version.description;
    case "alias":
      return version.aliases.filter(({ collectionId }) => collectionId === collection.id).map(({ alias }) => alias);
    case "tag":
      return version.tags;
    case "size":
      return version.sizeBytes;
    case "fileCount":
      return version.entryCount;
    case "name":
      return collection.name;
    case "type":
      return collection.type;
    case "createdAt":
      return version.createdAtMs;
    case "updatedAt":
      return version.updatedAtMs;
    default:
      return undefined;
  }
}
