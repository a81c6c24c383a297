import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { PLACED_VERSION, type PlacedVersion, readPlace, versionText } from "./scope.ts";
import { bytesText, counted, tableText } from "../readable-text.ts";

const DELETE = `mutation M($input: DeleteArtifactsInput!) { deleteArtifacts(input: $input) {
  bytes versions { bytes protection artifact { ${PLACED_VERSION} } } } }`;

/** The options of `stemma admin delete`. */
export interface DeleteOptions {
  readonly where: string;
  readonly type?: string;
  readonly dryRun?: boolean;
  readonly deleteAliases?: boolean;
}

interface Meant {
  readonly bytes: number;
  readonly protection: string | null;
  readonly artifact: PlacedVersion;
}

/**
 * Deletes the versions of a project or collection that match a filter, or, as a dry run, only lists them.
 *
 * @throws `invalid_input`, and the errors of the server
 */
export async function adminDelete(server: AdminConnection, name: string, options: DeleteOptions): Promise<void> {
  const place = readPlace(name);
  if (place.projectName === null)
    throw new StemmaError(
      "invalid_input",
      `Cannot delete in "${name}": expected entity/project or entity/project/collection`,
    );
  const { where: filter, type: artifactTypeName, dryRun = false, deleteAliases = false } = options;
  const answer = await server.ask<{ deleteArtifacts: { bytes: number; versions: readonly Meant[] } }>(DELETE, {
    input: { ...place, filter, artifactTypeName, dryRun, deleteAliases },
  });
  const { bytes, versions } = answer.deleteArtifacts;
  const rows = versions.map((of) => [versionText(of.artifact), bytesText(of.bytes), of.protection ?? ""]);
  if (rows.length > 0) console.log(tableText([["version", "unique bytes", "kept because"], ...rows]));
  const stay = versions.filter(({ protection }) => protection !== null).length;
  const gone = counted(versions.length - stay, "version");
  const end = `${dryRun ? "would delete" : "deleted"} ${gone}${stay === 0 ? "" : `, kept ${stay}`}`;
  console.log(`${end}; purging ${versions.length - stay === 1 ? "it" : "them"} frees ${bytesText(bytes)}`);
}
