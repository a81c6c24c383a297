import { StemmaError } from "../../model/index.ts";

/** A place as inputs of the wire name it; null makes it wider, nothing at all is the whole store. */
export interface Place {
  readonly entityName: string | null;
  readonly projectName: string | null;
  readonly artifactCollectionName: string | null;
}

/** The variables of a query that takes a place. */
export const PLACE_VARIABLES = "$entityName: String, $projectName: String, $artifactCollectionName: String";
/** How such a query hands them on. */
export const PLACE_ARGUMENTS =
  "entityName: $entityName, projectName: $projectName, artifactCollectionName: $artifactCollectionName";

/**
 * Reads a place as it is typed: `entity`, `entity/project` or `entity/project/collection`, which may end with `:v0`.
 *
 * @throws `invalid_input`
 */
export function readPlace(name: string | undefined): Place {
  const parts = name === undefined ? [] : name.split("/");
  if (parts.length > 3 || parts.includes(""))
    throw new StemmaError(
      "invalid_input",
      `Cannot read the name "${name}": expected entity, entity/project or entity/project/collection`,
    );
  const [entityName = null, projectName = null, artifactCollectionName = null] = parts;
  return { entityName, projectName, artifactCollectionName };
}

/**
 * Reads the name of a version by its number: `entity/project/collection:v3`.
 *
 * @throws `invalid_input`
 */
export function readVersionName(name: string): Place & { readonly versionIndex: number } {
  const [, place, index] = /^([^/]+\/[^/]+\/[^/:]+):v(\d{1,9})$/.exec(name) ?? [];
  if (place === undefined)
    throw new StemmaError("invalid_input", `Cannot read the name "${name}": expected entity/project/collection:v0`);
  return { ...readPlace(place), versionIndex: Number(index) };
}

/** A version with its place, as answers of the wire give it. */
export interface PlacedVersion {
  readonly versionIndex: number;
  readonly artifactSequence: {
    readonly name: string;
    readonly project: { readonly name: string; readonly entityName: string };
  };
}

/** What a query asks of a `PlacedVersion`. */
export const PLACED_VERSION = "versionIndex artifactSequence { name project { name entityName } }";

/** `entity/project/collection:v3` */
export function versionText({ versionIndex, artifactSequence: { name, project } }: PlacedVersion): string {
  return `${project.entityName}/${project.name}/${name}:v${versionIndex}`;
}
