import { type ApiKey, type Entity, hasRight, listName, type User } from "../../model/index.ts";
import { idOrder, pageOf } from "../../core/list-page.ts";
import {
  type EntityMember,
  listTeams,
  membersOf,
  orgOf,
  orgsOf,
  userOfEntity,
} from "../../core/accounts/read-accounts.ts";
import { connection, type PageArguments, readWholePage } from "./connection.ts";
import type { Fields } from "./execution/graphql-context.ts";
import { nodeId } from "./node-id.ts";
import { storageOf } from "./storage-fields.ts";

/** Fields of a person. Keys are told to oneself only; all but the name to those who share a team. */
export const userFields: Fields<User> = {
  id: (user) => nodeId("User", user.id),
  name: (user) => user.username,
  admin: (user) => user.isAdmin,
  entity: (user) => user.username,
  flags: () => '{"code_saving_enabled": true}',
  deletedAt: () => null,
  apiKeys: async (user, args: PageArguments, { actor, ports }) => {
    const keys = actor.user?.id === user.id ? await ports.metadata.read.members.listKeys(user.id) : [];
    const order = idOrder<ApiKey>(listName("keys", user.id));
    return connection(pageOf(keys, readWholePage(args), order), (key) => key);
  },
  teams: async (user, args: PageArguments, { ports, reading }) =>
    connection(await listTeams(ports, reading, user, readWholePage(args)), (entity) => entity),
  organizations: (user, _, { ports, reading }) => orgsOf(ports, reading, user),
};

/** Fields of a key; the key itself is shown once, when it is made. */
export const apiKeyFields: Fields<ApiKey> = { id: (key) => nodeId("ApiKey", key.id) };

/** Fields of an owner of projects. */
export const entityFields: Fields<Entity> = {
  id: (entity) => nodeId("Entity", entity.id),
  entityType: (entity) => (entity.kind === "org" ? "organization" : entity.kind),
  isTeam: (entity) => entity.kind === "team",
  organization: (entity, _, { ports }) => orgOf(ports, entity),
  user: (entity, _, { ports }) => userOfEntity(ports, entity),
  members: (entity, _, { ports }) => membersOf(ports, entity),
  available: () => true,
  photoUrl: () => null,
  readOnly: (entity, _, { actor }) => !hasRight(actor, "write", entity.id),
  readOnlyAdmin: () => false,
  privateOnly: () => true,
  codeSavingEnabled: () => true,
  defaultAccess: () => "PRIVATE",
  isPaid: () => null,
  storageBytes: (entity, _, { ports, budget }) => budget.heavy(() => ports.accounting.heldBy(entity.id)),
  storage: storageOf.entity,
  ttlDurationSeconds: ({ ttlSeconds }) => ttlSeconds,
  xxhashDigestsEnabled: () => true,
};

/** Fields of an organisation, which is the entity of its name. */
export const organizationFields: Fields<Entity> = {
  id: (org) => nodeId("Organization", org.id),
  orgEntity: (org) => org,
  coreWeaveOrganizationId: () => null,
};

/** Fields of a person as a member of a team. */
export const memberFields: Fields<EntityMember> = {
  id: ({ user }) => nodeId("User", user.id),
  name: ({ user }) => user.username,
  username: ({ user }) => user.username,
  email: ({ user }) => user.email,
  admin: ({ role }) => role === "admin",
  pending: () => false,
  photoUrl: () => null,
  // There are no service accounts yet.
  accountType: () => "USER",
  apiKey: () => null,
};
