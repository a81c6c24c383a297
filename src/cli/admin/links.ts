import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { readPlace } from "./scope.ts";
import { nodesOf, PAGE_INFO } from "./pages.ts";
import { tableText } from "../readable-text.ts";

const VERSIONS = `query Q($entityName: String!, $projectName: String!, $artifactCollectionName: String!, $first: Int, $after: String) {
  project(entityName: $entityName, name: $projectName) { artifactCollection(name: $artifactCollectionName) {
    list: artifacts(first: $first, after: $after) {
      edges { node { versionIndex links { name aliases linkedBy linkedAt isProtecting } } } ${PAGE_INFO} } } } }`;

interface Link {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly linkedBy: string | null;
  readonly linkedAt: string;
  readonly isProtecting: boolean | null;
}

interface LinkedVersion {
  readonly versionIndex: number;
  readonly links: readonly Link[] | null;
}

interface VersionsAnswer {
  readonly project: { readonly artifactCollection: { readonly list: never } | null } | null;
}

/**
 * Lists where the versions of a collection are linked, also in other entities, and which links protect them.
 *
 * @throws `invalid_input`, `not_found`, and the errors of the server
 */
export async function adminLinks(server: AdminConnection, name: string): Promise<void> {
  const variables = readPlace(name);
  if (variables.artifactCollectionName === null)
    throw new StemmaError("invalid_input", `Cannot list the links of "${name}": expected entity/project/collection`);
  const lists: AdminConnection = {
    async ask<Answer>(query: string, given: object): Promise<Answer> {
      const { project } = await server.ask<VersionsAnswer>(query, given);
      return { list: project?.artifactCollection?.list ?? null } as Answer;
    },
  };
  const rows: string[][] = [["version", "linked as", "aliases", "by", "at", "protects the version"]];
  for await (const { versionIndex, links } of nodesOf<LinkedVersion>(lists, VERSIONS, { variables, name }))
    for (const link of links ?? [])
      rows.push([
        `v${versionIndex}`,
        link.name,
        link.aliases.join(", "),
        link.linkedBy ?? "",
        link.linkedAt,
        protectsText(link.isProtecting),
      ]);
  console.log(rows.length === 1 ? "no linked versions" : tableText(rows));
}

function protectsText(isProtecting: boolean | null): string {
  if (isProtecting === null) return "except from admins";
  return isProtecting ? "yes" : "no";
}
