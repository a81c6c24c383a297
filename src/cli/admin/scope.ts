import { StemmaError } from "../../model/index.ts";

/** A scope, as API inputs name it: null means everything at that level; the whole store if all are null. */
export interface Place {
  readonly entityName: string | null;
  readonly projectName: string | null;
  readonly artifactCollectionName: string | null;
}

/** The variables of a query with a scope. */
export const PLACE_VARIABLES = "$entityName: String, $projectName: String, $artifactCollectionName: String";
/** The arguments that pass these variables to a field. */
export const PLACE_ARGUMENTS =
  "entityName: $entityName, projectName: $projectName, artifactCollectionName: $artifactCollectionName";

/**
 * Reads a scope: `entity`, `entity/project` or `entity/project/collection`, optionally with `:v0` at the end.
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
 * Reads the name of a version: `entity/project/collection:v3`.
 *
 * @throws `invalid_input`
 */
export function readVersionName(name: string): Place & { readonly versionIndex: number } {
  const [, place, index] = /^([^/]+\/[^/]+\/[^/:]+):v(\d{1,9})$/.exec(name) ?? [];
  if (place === undefined)
    throw new StemmaError("invalid_input", `Cannot read the name "${name}": expected entity/project/collection:v0`);
  return { ...readPlace(place), versionIndex: Number(index) };
}

/** A version with its collection and project, as the API returns it. */
export interface PlacedVersion {
  readonly versionIndex: number;
  readonly artifactSequence: {
    readonly name: string;
    readonly project: { readonly name: string; readonly entityName: string };
  };
}

/** The fields of a `PlacedVersion` in a query. */
export const PLACED_VERSION = "versionIndex artifactSequence { name project { name entityName } }";

/** `entity/project/collection:v3` */
export function versionText({ versionIndex, artifactSequence: { name, project } }: PlacedVersion): string {
  return `${project.entityName}/${project.name}/${name}:v${versionIndex}`;
}
