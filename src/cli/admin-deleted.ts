import { StemmaError } from "../model/index.ts";
import type { AdminConnection } from "./admin-connection.ts";
import { nodesOf, PAGE_INFO } from "./admin-pages.ts";
import { PLACED_VERSION, type PlacedVersion, readPlace, readVersionName, versionText } from "./admin-place.ts";
import { bytesText, counted, tableText } from "./readable-text.ts";

const LIST = `query Q($entityName: String, $projectName: String, $artifactCollectionName: String, $first: Int, $after: String) {
  list: deletedArtifacts(entityName: $entityName, projectName: $projectName, artifactCollectionName: $artifactCollectionName,
    first: $first, after: $after) { edges { node { deletedAt bytes aliases artifact { id ${PLACED_VERSION} } } } ${PAGE_INFO} } }`;
const IDS = LIST.replace("deletedAt bytes aliases ", "");
const UNDELETE = `mutation M($ids: [ID!]!) { undeleteArtifacts(artifactIDs: $ids) {
  takenAliases artifact { ${PLACED_VERSION} } } }`;

interface Deleted {
  readonly deletedAt: string;
  readonly bytes: number;
  readonly aliases: readonly string[];
  readonly artifact: PlacedVersion & { readonly id: string };
}

/** Lists the deleted versions of a place, or of the whole store, that can be brought back; the last deleted first. */
export async function adminDeleted(server: AdminConnection, name: string | undefined): Promise<void> {
  const rows: string[][] = [];
  const place = { variables: readPlace(name), name: name ?? "" };
  for await (const { deletedAt, bytes, aliases, artifact } of nodesOf<Deleted>(server, LIST, place))
    rows.push([deletedAt, versionText(artifact), bytesText(bytes), aliases.join(", "), artifact.id]);
  if (rows.length === 0) console.log("no deleted version can be brought back");
  else console.log(tableText([["deleted at", "version", "held by it alone", "aliases it had", "id"], ...rows]));
}

/**
 * Brings deleted versions back, all or none.
 *
 * **Errors** `not_found`, `conflict` (a name that several deleted versions had), those of the server
 */
export async function adminUndelete(server: AdminConnection, names: readonly string[]): Promise<void> {
  const ids: string[] = [];
  for (const name of names) ids.push(name.includes("/") ? await findDeleted(server, name) : name);
  const { undeleteArtifacts } = await server.ask<{
    undeleteArtifacts: readonly { takenAliases: readonly string[]; artifact: PlacedVersion }[];
  }>(UNDELETE, { ids });
  for (const { takenAliases, artifact } of undeleteArtifacts) {
    const taken = takenAliases.map((alias) => `"${alias}"`).join(", ");
    console.log(
      `${versionText(artifact)} is back${taken === "" ? "" : `, but for ${taken}: others have the name now`}`,
    );
  }
}

/** The id of the deleted version that had a name. */
async function findDeleted(server: AdminConnection, name: string): Promise<string> {
  const { versionIndex, ...variables } = readVersionName(name);
  const found: string[] = [];
  for await (const { artifact } of nodesOf<Pick<Deleted, "artifact">>(server, IDS, { variables, name }))
    if (artifact.versionIndex === versionIndex) found.push(artifact.id);
  if (found.length > 1)
    throw new StemmaError(
      "conflict",
      `Cannot bring back "${name}": ${counted(found.length, "deleted version")} had that name; give the id of one, the last deleted first: ${found.join(", ")}`,
    );
  if (found.length === 0)
    throw new StemmaError(
      "not_found",
      `Cannot bring back "${name}": no version of that name waits for its purge; stemma admin deleted lists those that do`,
    );
  return found[0]!;
}
