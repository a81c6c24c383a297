import { type Entity, type EntityId, type Role, StemmaError, type User, type UserId } from "../../model/index.ts";
import { type Access, requireSiteAdmin } from "./access.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** A membership of a team or organization, by name. */
export interface NamedMember {
  readonly username: string;
  readonly role: Role;
}

/** A team or organization, by name. */
export interface GroupName {
  readonly kind: "team" | "org";
  readonly name: string;
}

/**
 * Adds a member to a team or organization, or changes a member's role. A team member who is new to the organization
 * joins it as a viewer: joining a team grants no write access outside of it.
 *
 * @throws `not_found`, `forbidden`, `conflict` if the last admin would lose that role
 */
export async function setMember(
  ports: Ports,
  access: Access,
  { group, username, role }: { group: GroupName } & NamedMember,
): Promise<NamedMember> {
  requireSiteAdmin(access, "change members");
  return ports.metadata.transaction(async (rows) => {
    const [entity, user] = [await requireGroup(rows, group.kind, group.name), await requireUser(rows, username)];
    await assignRole(rows, entity, user, role);
    const org = entity.kind === "team" && entity.org !== null ? await rows.accounts.findEntity(entity.org) : null;
    if (org !== null) await joinOrg(rows, org.id, user.id);
    return { username: user.username, role };
  });
}

/**
 * Changes the role of an existing member.
 *
 * @throws `not_found`, `forbidden`, `conflict` if the last admin would lose that role
 */
export async function changeRole(
  ports: Ports,
  access: Access,
  { group, username, role }: { group: GroupName } & NamedMember,
): Promise<NamedMember> {
  requireSiteAdmin(access, "change members");
  return ports.metadata.transaction(async (rows) => {
    const [entity, user] = [await requireGroup(rows, group.kind, group.name), await requireUser(rows, username)];
    if (!(await isMember(rows, entity.id, user.id)))
      throw new StemmaError(
        "not_found",
        `Cannot find the member "${user.username}" of "${entity.name}"; add them first`,
      );
    await assignRole(rows, entity, user, role);
    return { username: user.username, role };
  });
}

/**
 * Removes a member from a team, or from an organization with all its teams. Does nothing if the user is not a member,
 * so that a repeated call returns the same result.
 *
 * @throws `not_found`, `forbidden`, `conflict` for the last admin
 */
export async function removeMember(
  ports: Ports,
  access: Access,
  { group, username }: { group: GroupName; username: string },
): Promise<void> {
  requireSiteAdmin(access, "change members");
  await ports.metadata.transaction(async (rows) => {
    const [entity, user] = [await requireGroup(rows, group.kind, group.name), await requireUser(rows, username)];
    const memberships = (await rows.accounts.actorByUser(user.id))?.memberships ?? [];
    const teams = memberships.filter(({ entity: of }) => of.kind === "team" && of.org === entity.name);
    const left = [entity, ...(entity.kind === "org" ? teams.map(({ entity: team }) => team) : [])];
    for (const of of left) await requireOtherAdmin(rows, of, user, "remove");
    for (const of of left) await rows.members.removeMember(of.id, user.id);
  });
}

/**
 * @throws `conflict` if the last admin would lose that role
 */
async function assignRole(rows: Rows, entity: Entity, user: User, role: Role): Promise<void> {
  if (role !== "admin") await requireOtherAdmin(rows, entity, user, "change the role of");
  await rows.members.setMember(entity.id, user.id, role);
}

/** Makes a user a viewer of an organization, unless the user already has a role there. */
export async function joinOrg(rows: Rows, orgId: EntityId, userId: UserId): Promise<void> {
  if (!(await isMember(rows, orgId, userId))) await rows.members.setMember(orgId, userId, "viewer");
}

/**
 * @throws `not_found`
 */
export async function requireUser(rows: Rows, username: string): Promise<User> {
  const user = await rows.accounts.findUser(username);
  if (user === null) throw new StemmaError("not_found", `Cannot find the user "${username.slice(0, 80)}"`);
  return user;
}

/**
 * Returns the team or organization with a name.
 *
 * @throws `not_found`
 */
export async function requireGroup(rows: Rows, kind: GroupName["kind"], name: string): Promise<Entity> {
  const group = await rows.accounts.findEntity(name);
  const noun = kind === "org" ? "organisation" : "team";
  if (group?.kind !== kind) throw new StemmaError("not_found", `Cannot find the ${noun} "${name.slice(0, 80)}"`);
  return group;
}

async function isMember(rows: Rows, entityId: EntityId, userId: UserId): Promise<boolean> {
  return (await rows.members.listMembers(entityId)).some(({ user }) => user.id === userId);
}

/**
 * Locks the members for this transaction, so that two admins cannot remove each other concurrently.
 *
 * @throws `conflict`
 */
async function requireOtherAdmin(rows: Rows, entity: Entity, user: User, action: string): Promise<void> {
  await rows.members.lock(entity.id);
  const admins = (await rows.members.listMembers(entity.id)).filter(({ role }) => role === "admin");
  if (admins.length !== 1 || admins[0]!.user.id !== user.id) return;
  throw new StemmaError(
    "conflict",
    `Cannot ${action} "${user.username}" in "${entity.name}": it would have no admin left; make another member an admin first`,
  );
}
