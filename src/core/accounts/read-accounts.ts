import {
  type ApiKey,
  type Entity,
  type EntityId,
  hasRight,
  listName,
  type Project,
  type Role,
  type Run,
  StemmaError,
  type User,
  type UserId,
} from "../../model/index.ts";
import type { Access } from "./access.ts";
import { filteredPage, idOrder, pageOf } from "../list-page.ts";
import type { Page, PageRequest } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Returns the entity with a name; null if it does not exist or the caller cannot access it. */
export async function findEntity({ metadata }: Ports, access: Access, name: string): Promise<Entity | null> {
  const entity = await metadata.read.accounts.findEntity(name);
  return entity !== null && hasRight(access.actor, "read", entity.id) ? entity : null;
}

/** Returns the organization with a name; null if it does not exist or the caller is not a member. */
export async function findOrg(ports: Ports, access: Access, name: string): Promise<Entity | null> {
  const entity = await findEntity(ports, access, name);
  return entity?.kind === "org" ? entity : null;
}

/** Returns the organization of a team, or the organization itself. */
export async function orgOf({ metadata }: Ports, entity: Entity): Promise<Entity | null> {
  if (entity.kind === "org") return entity;
  return entity.org === null ? null : metadata.read.accounts.findEntity(entity.org);
}

/**
 * Returns the entity that owns a project.
 *
 * @throws `not_found` if it was deleted meanwhile
 */
export async function ownerOf({ metadata }: Ports, project: Project): Promise<Entity> {
  const owner = await metadata.read.accounts.findEntity(project.entityName);
  if (owner === null) throw new StemmaError("not_found", `Cannot find the entity "${project.entityName}"`);
  return owner;
}

/** Returns the user who created a project; null if that user was deleted or is unknown. */
export async function creatorOf({ metadata }: Ports, project: Project): Promise<User | null> {
  return project.createdBy === null ? null : metadata.read.accounts.findUser(project.createdBy);
}

/** Lists a user's own keys; empty for the keys of other users. */
export async function listOwnKeys(
  { metadata }: Ports,
  { actor }: Access,
  user: User,
  page: PageRequest,
): Promise<Page<ApiKey>> {
  const keys = actor.user?.id === user.id ? await metadata.read.members.listKeys(user.id) : [];
  return pageOf(keys, page, idOrder<ApiKey>(listName("keys", user.id)));
}

/** Returns the user of a personal entity. */
export async function userOfEntity({ metadata }: Ports, entity: Entity): Promise<User | null> {
  return entity.kind === "user" ? metadata.read.accounts.findUser(entity.name) : null;
}

/** Returns the entities of a user, the personal one first; empty unless the caller is the user or an admin. */
async function memberEntities({ metadata }: Ports, { actor }: Access, user: User): Promise<Entity[]> {
  const personal = await metadata.read.accounts.findEntity(user.username);
  const places =
    actor.user?.id === user.id
      ? actor.memberships
      : actor.isSiteAdmin
        ? ((await metadata.read.accounts.actorByUser(user.id))?.memberships ?? [])
        : [];
  return [...(personal === null ? [] : [personal]), ...places.map(({ entity }) => entity)];
}

/**
 * Like `memberEntities`, as a page: the personal one first, then by name.
 *
 * @throws `invalid_input`
 */
export async function listTeams(ports: Ports, access: Access, user: User, page: PageRequest): Promise<Page<Entity>> {
  return pageOf(await memberEntities(ports, access, user), page, {
    list: listName("teams", user.id),
    types: ["int", "text", "int"],
    isDescending: [false, false, false],
    keyOf: ({ id, name }) => [id === user.entityId ? 0 : 1, name, id],
  });
}

/** Returns the organizations of a user. */
export async function orgsOf(ports: Ports, access: Access, user: User): Promise<Entity[]> {
  return (await memberEntities(ports, access, user)).filter(({ kind }) => kind === "org");
}

/** Returns the members of a team or organization; a personal entity has one. */
export async function membersOf(ports: Ports, entity: Entity): Promise<EntityMember[]> {
  const entityId = entity.id;
  if (entity.kind !== "user")
    return (await ports.metadata.read.members.listMembers(entityId)).map((member) => ({ ...member, entityId }));
  const user = await userOfEntity(ports, entity);
  return user === null ? [] : [{ user, role: "admin", entityId }];
}

/** A member of a team or organization. */
export interface EntityMember {
  readonly user: User;
  readonly role: Role;
  readonly entityId: EntityId;
}

/** Searches users by name or mail, sorted by name; only those who share an entity with the caller. */
export async function searchUsers(
  { metadata, eventLoop }: Ports,
  { actor }: Access,
  text: string,
  page: PageRequest,
): Promise<Page<User>> {
  const search = (part: PageRequest): Promise<Page<User>> => metadata.read.members.searchUsers(text, part);
  if (actor.isSiteAdmin) return search(page);
  const known = new Set<number>();
  for (const { entity } of actor.memberships)
    for (const { user } of await metadata.read.members.listMembers(entity.id)) known.add(user.id);
  return filteredPage(eventLoop, page, search, (user) => user.id === actor.user?.id || known.has(user.id));
}

/** Represents a deleted user: the client requires every run to have a user. */
const DELETED_USER: User = {
  id: 0 as UserId,
  entityId: 0 as EntityId,
  username: "deleted-user",
  email: "",
  isAdmin: false,
  createdAtMs: 0,
};

/** Returns the user who started a run, or DELETED_USER. */
export async function findCreator({ metadata }: Ports, run: Run): Promise<User> {
  return (run.createdBy === null ? null : await metadata.read.accounts.findUser(run.createdBy)) ?? DELETED_USER;
}
