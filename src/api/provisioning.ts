import type { Access } from "../core/accounts/access.ts";
import {
  createOrg,
  createTeam,
  createUser,
  deleteOrg,
  deleteUser,
  updateUser,
} from "../core/accounts/manage-accounts.ts";
import {
  changeRole,
  type GroupName,
  type NamedMember,
  removeMember,
  setMember,
} from "../core/accounts/manage-members.ts";
import type { Ports } from "../core/ports/ports.ts";
import { MAX_LABEL_CHARACTERS, MAX_LIST_ITEMS, type Role, StemmaError, type User } from "../model/index.ts";

type Body = Record<string, unknown>;

/** One call of the provisioning API. */
interface Call {
  readonly route: string;
  readonly status: number;
  run(ports: Ports, access: Access, parameters: Readonly<Record<string, string>>, body: Body): Promise<unknown>;
}

/** The provisioning API, for set-up scripts and identity systems: users, organisations, teams, members. */
export const provisioningCalls: readonly Call[] = [
  {
    route: "POST /api/admin/users",
    status: 201,
    async run(ports, access, _, body) {
      const { user, apiKey } = await createUser(ports, access, {
        username: text(body, "username"),
        email: text(body, "email"),
        isAdmin: flag(body, "admin") ?? false,
        apiKey: optionalText(body, "apiKey"),
      });
      return { ...userJson(user), apiKey };
    },
  },
  {
    route: "PATCH /api/admin/users/:username",
    status: 200,
    async run(ports, access, { username = "" }, body) {
      const [password, email, isAdmin] = [
        optionalText(body, "password"),
        optionalText(body, "email"),
        flag(body, "admin"),
      ];
      const changes = {
        ...(password === undefined ? {} : { password }),
        ...(email === undefined ? {} : { email }),
        ...(isAdmin === undefined ? {} : { isAdmin }),
      };
      return userJson(await updateUser(ports, access, { username, ...changes }));
    },
  },
  {
    route: "DELETE /api/admin/users/:username",
    status: 200,
    run: async (ports, access, { username = "" }) => (await deleteUser(ports, access, username), {}),
  },
  {
    route: "POST /api/admin/orgs",
    status: 201,
    run: async (ports, access, _, body) => {
      const org = await createOrg(ports, access, { name: text(body, "name"), members: members(body) });
      return { name: org.name };
    },
  },
  ...memberCalls("orgs", "org"),
  {
    route: "DELETE /api/admin/orgs/:name",
    status: 200,
    run: async (ports, access, { name = "" }) => (await deleteOrg(ports, access, name), {}),
  },
  {
    route: "POST /api/admin/teams",
    status: 201,
    run: async (ports, access, _, body) => {
      const team = await createTeam(ports, access, {
        name: text(body, "name"),
        org: text(body, "org"),
        members: members(body),
      });
      return { name: team.name, org: team.org };
    },
  },
  ...memberCalls("teams", "team"),
];

/** The calls that add, change and remove members, which are the same for teams and organisations. */
function memberCalls(folder: "orgs" | "teams", kind: GroupName["kind"]): readonly Call[] {
  const route = `/api/admin/${folder}/:name/members`;
  return [
    {
      route: `POST ${route}`,
      status: 200,
      run: (ports, access, { name = "" }, body) => setMember(ports, access, { group: { kind, name }, ...member(body) }),
    },
    {
      route: `PATCH ${route}/:username`,
      status: 200,
      run: (ports, access, { name = "", username = "" }, body) =>
        changeRole(ports, access, { group: { kind, name }, username, role: role(text(body, "role")) }),
    },
    {
      route: `DELETE ${route}/:username`,
      status: 200,
      run: async (ports, access, { name = "", username = "" }) => (
        await removeMember(ports, access, { group: { kind, name }, username }),
        {}
      ),
    },
  ];
}

function userJson({ username, email, isAdmin }: User) {
  return { username, email, admin: isAdmin };
}

function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== "string" || value === "")
    throw new StemmaError("invalid_input", `Cannot read the field "${field}": expected a text`);
  if (value.length > MAX_LABEL_CHARACTERS)
    throw new StemmaError(
      "invalid_input",
      `Cannot read the field "${field}": it has ${value.length} characters, expected at most ${MAX_LABEL_CHARACTERS}`,
    );
  return value;
}

function optionalText(body: Body, field: string): string | undefined {
  return body[field] === undefined || body[field] === null ? undefined : text(body, field);
}

function flag(body: Body, field: string): boolean | undefined {
  const value = body[field];
  if (value !== undefined && typeof value !== "boolean")
    throw new StemmaError("invalid_input", `Cannot read the field "${field}": expected true or false`);
  return value;
}

function members(body: Body): NamedMember[] {
  const value = body["members"] ?? [];
  if (!Array.isArray(value)) throw new StemmaError("invalid_input", 'Cannot read the field "members": expected a list');
  if (value.length > MAX_LIST_ITEMS)
    throw new StemmaError(
      "invalid_input",
      `Cannot read the field "members": it has ${value.length} items, expected at most ${MAX_LIST_ITEMS}; add others later`,
    );
  return value.map((item: unknown) => member((item ?? {}) as Body));
}

const ROLES: ReadonlySet<string> = new Set<Role>(["admin", "member", "viewer"]);

function member(body: Body): NamedMember {
  return { username: text(body, "username"), role: role(optionalText(body, "role") ?? "member") };
}

function role(word: string): Role {
  if (!ROLES.has(word))
    throw new StemmaError(
      "invalid_input",
      `Cannot give the role "${word.slice(0, 40)}": expected admin, member or viewer`,
    );
  return word as Role;
}
