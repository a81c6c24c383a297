import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { PLACED_VERSION, type PlacedVersion, readPlace, versionText } from "./scope.ts";
import { bytesText, counted, tableText } from "../readable-text.ts";

const DELETE = `mutation M($input: DeleteArtifactsInput!) { deleteArtifacts(input: $input) {
  bytes versions { bytes protection artifact { ${PLACED_VERSION} } } } }`;

/** Which versions are to be deleted, as it was typed. */
export interface DeleteWords {
  readonly where?: string;
  readonly type?: string;
  readonly "dry-run": boolean;
  readonly "delete-aliases": boolean;
}

interface Meant {
  readonly bytes: number;
  readonly protection: string | null;
  readonly artifact: PlacedVersion;
}

/**
 * Deletes the versions of a project or collection that a filter means, or only says which these are.
 *
 * **Errors** `invalid_input`, those of the server
 */
export async function adminDelete(server: AdminConnection, name: string, words: DeleteWords): Promise<void> {
  const place = readPlace(name);
  if (place.projectName === null)
    throw new StemmaError(
      "invalid_input",
      `Cannot delete in "${name}": expected entity/project or entity/project/collection`,
    );
  if (words.where === undefined)
    throw new StemmaError(
      "invalid_input",
      `Cannot delete in "${name}": expected --where with a filter, such as '{"age_days": {"$gt": 30}}'; '{}' matches all versions`,
    );
  const isDryRun = words["dry-run"];
  const input = { ...place, filter: words.where, artifactTypeName: words.type, dryRun: isDryRun };
  const answer = await server.ask<{ deleteArtifacts: { bytes: number; versions: readonly Meant[] } }>(DELETE, {
    input: { ...input, deleteAliases: words["delete-aliases"] },
  });
  const { bytes, versions } = answer.deleteArtifacts;
  const rows = versions.map((of) => [versionText(of.artifact), bytesText(of.bytes), of.protection ?? ""]);
  if (rows.length > 0) console.log(tableText([["version", "unique bytes", "kept because"], ...rows]));
  const stay = versions.filter(({ protection }) => protection !== null).length;
  const gone = counted(versions.length - stay, "version");
  const end = `${isDryRun ? "would delete" : "deleted"} ${gone}${stay === 0 ? "" : `, kept ${stay}`}`;
  console.log(`${end}; purging ${versions.length - stay === 1 ? "it" : "them"} frees ${bytesText(bytes)}`);
}
