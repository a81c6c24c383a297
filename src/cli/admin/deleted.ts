import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { type Page, listText, nodesOf, PAGE_INFO, SHOWN_ROWS } from "./pages.ts";
import {
  PLACE_ARGUMENTS,
  PLACE_VARIABLES,
  PLACED_VERSION,
  type PlacedVersion,
  readPlace,
  readVersionName,
  versionText,
} from "./scope.ts";
import { bytesText, counted } from "../readable-text.ts";

const QUERY = `query Q(${PLACE_VARIABLES}, $first: Int, $after: String) {
  list: deletedArtifacts(${PLACE_ARGUMENTS},
    first: $first, after: $after)`;
const LIST = `${QUERY} { totalCount edges { node { deletedAt bytes aliases artifact { id ${PLACED_VERSION} } } } } }`;
const IDS = `${QUERY} { edges { node { artifact { id versionIndex } } } ${PAGE_INFO} } }`;
const UNDELETE = `mutation M($ids: [ID!]!) { undeleteArtifacts(artifactIDs: $ids) {
  takenAliases artifact { ${PLACED_VERSION} } } }`;

interface Deleted {
  readonly deletedAt: string;
  readonly bytes: number;
  readonly aliases: readonly string[];
  readonly artifact: PlacedVersion & { readonly id: string };
}

/**
 * Lists the deleted versions of a scope, or of the whole store, that can be undeleted, most recently deleted first.
 *
 * @throws `not_found`, and the errors of the server
 */
export async function adminDeleted(server: AdminConnection, name: string | undefined): Promise<void> {
  const variables = { ...readPlace(name), first: SHOWN_ROWS };
  const { list } = await server.ask<{ list: Page<Deleted> | null }>(LIST, variables);
  if (list === null) throw new StemmaError("not_found", `Cannot find "${name}"`);
  const rows = list.edges.map(({ node: { deletedAt, bytes, aliases, artifact } }) => [
    deletedAt,
    versionText(artifact),
    bytesText(bytes),
    aliases.join(", "),
    artifact.id,
  ]);
  const head = ["deleted at", "version", "unique bytes", "former aliases", "id"];
  console.log(listText([head, ...rows], list.totalCount, "no deleted versions can be undeleted"));
}

/**
 * Undeletes versions, all of them or none.
 *
 * @throws `not_found`, `conflict` (several deleted versions had the name), and the errors of the server
 */
export async function adminUndelete(server: AdminConnection, names: readonly string[]): Promise<void> {
  const ids: string[] = [];
  for (const name of names) ids.push(name.includes("/") ? await findDeleted(server, name) : name);
  const { undeleteArtifacts } = await server.ask<{
    undeleteArtifacts: readonly { takenAliases: readonly string[]; artifact: PlacedVersion }[];
  }>(UNDELETE, { ids });
  for (const { takenAliases, artifact } of undeleteArtifacts) {
    console.log(`undeleted ${versionText(artifact)}${takenText(takenAliases)}`);
  }
}

function takenText(aliases: readonly string[]): string {
  if (aliases.length === 0) return "";
  const names = aliases.map((alias) => `"${alias}"`).join(", ");
  return aliases.length === 1
    ? `; its alias ${names} was not restored because another version has it`
    : `; its aliases ${names} were not restored because other versions have them`;
}

/** Returns the id of the deleted version that had a name. */
async function findDeleted(server: AdminConnection, name: string): Promise<string> {
  const { versionIndex, ...variables } = readVersionName(name);
  const found: string[] = [];
  for await (const { artifact } of nodesOf<{ artifact: { id: string; versionIndex: number } }>(server, IDS, {
    variables,
    name,
  }))
    if (artifact.versionIndex === versionIndex) found.push(artifact.id);
  if (found.length > 1)
    throw new StemmaError(
      "conflict",
      `Cannot undelete "${name}": ${counted(found.length, "deleted version")} had this name; pass one of their ids, most recently deleted first: ${found.join(", ")}`,
    );
  if (found.length === 0)
    throw new StemmaError(
      "not_found",
      `Cannot undelete "${name}": no deleted version has this name; run stemma admin deleted to list the deleted versions`,
    );
  return found[0]!;
}
