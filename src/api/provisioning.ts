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
import {
  MAX_ADMIN_BYTES,
  MAX_LABEL_CHARACTERS,
  MAX_LIST_ITEMS,
  type Role,
  StemmaError,
  type User,
} from "../model/index.ts";
import { readBody, type WebHandler } from "./web-server.ts";

type Body = Record<string, unknown>;

/** A call of the provisioning API: what it does with the parameters of the path and the body, and what it returns. */
type Call = (ports: Ports, access: Access, parameters: Readonly<Record<string, string>>, body: Body) => Promise<object>;

const CREATED = 201;
const OK = 200;

/** The handlers of the provisioning API, for set-up scripts and identity systems: users, organizations, teams, members. */
export const provisioning = {
  postUser: withBody(CREATED, async (ports, access, _, body) => {
    const { user, apiKey } = await createUser(ports, access, {
      username: text(body, "username"),
      email: text(body, "email"),
      isAdmin: flag(body, "admin") ?? false,
      apiKey: optionalText(body, "apiKey"),
    });
    return { ...userJson(user), apiKey };
  }),
  patchUser: withBody(OK, async (ports, access, { username = "" }, body) => {
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
  }),
  deleteUser: withoutBody(async (ports, access, { username = "" }) => deleteUser(ports, access, username)),

  postOrg: withBody(CREATED, async (ports, access, _, body) => {
    const org = await createOrg(ports, access, { name: text(body, "name"), members: members(body) });
    return { name: org.name };
  }),
  deleteOrg: withoutBody(async (ports, access, { name = "" }) => deleteOrg(ports, access, name)),
  postOrgMember: addMember("org"),
  patchOrgMember: changeMember("org"),
  deleteOrgMember: deleteMember("org"),

  postTeam: withBody(CREATED, async (ports, access, _, body) => {
    const team = await createTeam(ports, access, {
      name: text(body, "name"),
      org: text(body, "org"),
      members: members(body),
    });
    return { name: team.name, org: team.org };
  }),
  postTeamMember: addMember("team"),
  patchTeamMember: changeMember("team"),
  deleteTeamMember: deleteMember("team"),
} satisfies Readonly<Record<string, WebHandler>>;

function addMember(kind: GroupName["kind"]): WebHandler {
  return withBody(OK, (ports, access, { name = "" }, body) =>
    setMember(ports, access, { group: { kind, name }, ...member(body) }),
  );
}

function changeMember(kind: GroupName["kind"]): WebHandler {
  return withBody(OK, (ports, access, { name = "", username = "" }, body) =>
    changeRole(ports, access, { group: { kind, name }, username, role: role(text(body, "role")) }),
  );
}

function deleteMember(kind: GroupName["kind"]): WebHandler {
  return withoutBody((ports, access, { name = "", username = "" }) =>
    removeMember(ports, access, { group: { kind, name }, username }),
  );
}

function withBody(status: typeof OK | typeof CREATED, run: Call): WebHandler {
  return (call) =>
    readBody(call, MAX_ADMIN_BYTES, async (body) => {
      const { server, context, access } = call;
      const answer = await run(server.parts.ports, access, context.req.param(), (body ?? {}) as Body);
      return context.json(answer, status);
    });
}

function withoutBody(
  run: (ports: Ports, access: Access, parameters: Readonly<Record<string, string>>) => Promise<unknown>,
): WebHandler {
  return async ({ server, context, access }) => {
    await run(server.parts.ports, access, context.req.param());
    return context.json({});
  };
}

function userJson({ username, email, isAdmin }: User) {
  return { username, email, admin: isAdmin };
}

function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== "string" || value === "")
    throw new StemmaError("invalid_input", `Cannot read the field "${field}": expected a string`);
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
      `Cannot read the field "members": it has ${value.length} items, expected at most ${MAX_LIST_ITEMS}; add the others later`,
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
      `Cannot assign the role "${word.slice(0, 40)}": expected admin, member or viewer`,
    );
  return word as Role;
}
