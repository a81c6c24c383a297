import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { tableText } from "../readable-text.ts";

const MEMBERS = "query Q($name: String!) { entity(name: $name) { members { username role } } }";
const TEAMS = `query Q($name: String!) { users(query: $name) { edges { node { username
  teams { edges { node { name isTeam organization { name } } } } } } } }`;

interface MembersAnswer {
  readonly entity: { readonly members: readonly { readonly username: string; readonly role: string }[] } | null;
}

interface TeamsAnswer {
  readonly users: { readonly edges: readonly { readonly node: UserTeams }[] };
}

interface UserTeams {
  readonly username: string;
  readonly teams: {
    readonly edges: readonly {
      readonly node: {
        readonly name: string;
        readonly isTeam: boolean;
        readonly organization: { readonly name: string } | null;
      };
    }[];
  };
}

/**
 * Lists the members of an organisation or team with their roles, and their teams in the organisation: this shows which
 * users may be members of the organisation only because they joined a team.
 *
 * @throws `not_found`, and the errors of the server
 */
export async function adminMembers(server: AdminConnection, name: string): Promise<void> {
  const { entity } = await server.ask<MembersAnswer>(MEMBERS, { name });
  if (entity === null) throw new StemmaError("not_found", `Cannot find "${name}"`);
  const rows: string[][] = [];
  for (const { username, role } of entity.members)
    rows.push([username, role, (await teamsOf(server, username, name)).join(", ")]);
  console.log(rows.length === 0 ? "no members" : tableText([["member", "role", "teams"], ...rows]));
}

async function teamsOf(server: AdminConnection, username: string, org: string): Promise<string[]> {
  const { users } = await server.ask<TeamsAnswer>(TEAMS, { name: username });
  const user = users.edges.find(({ node }) => node.username === username)?.node;
  const teams = (user?.teams.edges ?? []).filter(({ node }) => node.isTeam);
  return teams.filter(({ node }) => node.organization?.name === org || node.name === org).map(({ node }) => node.name);
}
