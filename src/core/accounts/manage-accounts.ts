import { checkAccountName, type Entity, type EntityId, StemmaError, type User } from "../../model/index.ts";
import { type Access, requireSiteAdmin } from "./access.ts";
import { joinOrg, type NamedMember, requireGroup, requireUser } from "./manage-members.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Characters of a key after its prefix: the official client requires 40. */
const KEY_CHARACTERS = 40;
const KEY_PREFIX = "local-";
/** Shorter keys are rejected by the client and could be guessed. */
const MIN_KEY_CHARACTERS = 40;
/** The prefix of a key that is shown in lists. */
const SHOWN_KEY_CHARACTERS = 12;

/** A user to create. */
export interface CreateUserInput {
  readonly username: string;
  readonly email: string;
  readonly isAdmin: boolean;
  /** The key of the user; generated if undefined. */
  readonly apiKey: string | undefined;
}

/**
 * Creates a user with a personal entity and a key; the key is returned only here and stored as a hash.
 *
 * @throws `already_exists`, `invalid_input`, `forbidden`
 */
export async function createUser(
  ports: Ports,
  access: Access,
  input: CreateUserInput,
): Promise<{ user: User; apiKey: string }> {
  requireSiteAdmin(access, "create a user");
  checkAccountName(input.username, "user");
  const apiKey = input.apiKey ?? `${KEY_PREFIX}${ports.tokens.token(KEY_CHARACTERS)}`;
  if (!/^[\w.-]+$/.test(apiKey) || apiKey.length < MIN_KEY_CHARACTERS) {
    throw new StemmaError(
      "invalid_input",
      `Cannot use the given API key: expected at least ${MIN_KEY_CHARACTERS} letters, digits, "_", "-" or "."`,
    );
  }
  return ports.metadata.transaction(async (rows) => {
    const createdAtMs = ports.clock.nowMs();
    const entity = await insertEntity(rows, { name: input.username, kind: "user", orgId: null, createdAtMs });
    const userId = await rows.accounts.insertUser({
      entityId: entity.id,
      email: input.email,
      isAdmin: input.isAdmin,
      createdAtMs,
    });
    const name = apiKey.slice(0, SHOWN_KEY_CHARACTERS);
    await rows.accounts.insertKey({
      userId,
      name,
      keyHash: ports.hashing.sha256Hex(apiKey),
      description: "first key",
      createdAtMs,
    });
    return { user: (await rows.accounts.findUser(input.username))!, apiKey };
  });
}

/**
 * Changes a user. A password is stored as a scrypt hash.
 *
 * @throws `not_found`, `invalid_input`, `forbidden`
 */
export async function updateUser(
  ports: Ports,
  access: Access,
  input: { username: string; password?: string; email?: string; isAdmin?: boolean },
): Promise<User> {
  requireSiteAdmin(access, "change a user");
  const passwordHash =
    input.password === undefined ? undefined : await ports.hashing.passwordHash(checkPassword(input.password));
  return ports.metadata.transaction(async (rows) => {
    const user = await requireUser(rows, input.username);
    await rows.members.updateUser(user.id, {
      ...(input.email === undefined ? {} : { email: input.email }),
      ...(input.isAdmin === undefined ? {} : { isAdmin: input.isAdmin }),
      ...(passwordHash === undefined ? {} : { passwordHash }),
    });
    return (await rows.accounts.findUser(user.username))!;
  });
}

/** Minimum length against guessing: NIST SP 800-63B for a single factor, rounded. */
const MIN_PASSWORD_CHARACTERS = 12;
/** A longer password costs time to hash and adds no security. */
const MAX_PASSWORD_CHARACTERS = 1024;

function checkPassword(password: string): string {
  if (password.length < MIN_PASSWORD_CHARACTERS || password.length > MAX_PASSWORD_CHARACTERS) {
    throw new StemmaError(
      "invalid_input",
      `Cannot use the password: expected ${MIN_PASSWORD_CHARACTERS} to ${MAX_PASSWORD_CHARACTERS} characters`,
    );
  }
  return password;
}

/**
 * Deletes a user with their keys; the personal entity and its projects stay, for admins.
 *
 * @throws `not_found`, `forbidden`
 */
export async function deleteUser(ports: Ports, access: Access, username: string): Promise<void> {
  requireSiteAdmin(access, "delete a user");
  await ports.metadata.transaction(async (rows) => {
    const user = await requireUser(rows, username);
    await rows.members.deleteUser(user.id);
    const projects = await rows.projects.list(user.entityId, { after: null, first: 1 });
    if (projects.rows.length === 0) await rows.members.deleteEntity(user.entityId);
  });
}

/**
 * Creates an organization with its members.
 *
 * @throws `already_exists`, `not_found` (a member), `invalid_input`, `forbidden`
 */
export async function createOrg(
  ports: Ports,
  access: Access,
  input: { name: string; members: readonly NamedMember[] },
): Promise<Entity> {
  requireSiteAdmin(access, "create an organisation");
  checkAccountName(input.name, "org");
  return ports.metadata.transaction(async (rows) => {
    const org = await insertEntity(rows, {
      name: input.name,
      kind: "org",
      orgId: null,
      createdAtMs: ports.clock.nowMs(),
    });
    await setMembers(rows, org.id, input.members);
    return org;
  });
}

/**
 * Deletes an organization with its teams and registries.
 *
 * @throws `not_found`, `forbidden`, `protected` while it contains projects
 */
export async function deleteOrg(ports: Ports, access: Access, name: string): Promise<void> {
  requireSiteAdmin(access, "delete an organisation");
  await ports.metadata.transaction(async (rows) => {
    const org = await requireGroup(rows, "org", name);
    await rows.members.deleteEntity(org.id);
  });
}

/**
 * Creates a team in an organization; members who are new to the organization join it as viewers.
 *
 * @throws `already_exists`, `not_found`, `invalid_input`, `forbidden`
 */
export async function createTeam(
  ports: Ports,
  access: Access,
  input: { name: string; org: string; members: readonly NamedMember[] },
): Promise<Entity> {
  requireSiteAdmin(access, "create a team");
  checkAccountName(input.name, "team");
  return ports.metadata.transaction(async (rows) => {
    const org = await requireGroup(rows, "org", input.org);
    const team = await insertEntity(rows, {
      name: input.name,
      kind: "team",
      orgId: org.id,
      createdAtMs: ports.clock.nowMs(),
    });
    await setMembers(rows, team.id, input.members);
    for (const { username } of input.members) await joinOrg(rows, org.id, (await requireUser(rows, username)).id);
    return (await rows.accounts.findEntity(input.name))!;
  });
}

async function insertEntity(
  rows: Rows,
  entity: { name: string; kind: Entity["kind"]; orgId: EntityId | null; createdAtMs: number },
): Promise<Entity> {
  if ((await rows.accounts.findEntity(entity.name)) !== null) {
    throw new StemmaError(
      "already_exists",
      `Cannot create "${entity.name}": a user, team or organisation with this name already exists`,
    );
  }
  return rows.accounts.insertEntity(entity);
}

async function setMembers(rows: Rows, entityId: EntityId, members: readonly NamedMember[]): Promise<void> {
  for (const { username, role } of members)
    await rows.members.setMember(entityId, (await requireUser(rows, username)).id, role);
}
