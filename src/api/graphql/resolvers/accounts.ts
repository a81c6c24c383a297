import {
  findEntity,
  findOrg,
  listOwnKeys,
  listTeams,
  membersOf,
  orgOf,
  orgsOf,
  searchUsers,
  userOfEntity,
} from "../../../core/accounts/read-accounts.ts";
import { heldBytes } from "../../../core/storage/read-storage.ts";
import { hasRight } from "../../../model/index.ts";
import { connection, readWholePage } from "../format/connection.ts";
import { nodeId } from "../format/node-id.ts";
import type { Resolvers } from "../resolvers.generated.ts";
import { storageOf } from "./storage.ts";

/** Users, their keys, entities, organizations and members. */
export const accounts: Resolvers = {
  Query: {
    viewer: (_, __, { actor }) => actor.user,
    organization: (access, { name }, { ports }) => findOrg(ports, access, name),
    entity: (access, { name }, { ports }) => findEntity(ports, access, name),
    users: async (access, { query, ...args }, { ports }) =>
      connection(await searchUsers(ports, access, query ?? "", readWholePage(args))),
  },

  // Only users themselves see their keys; others see the name alone unless they share a team.
  User: {
    id: (user) => nodeId("User", user.id),
    name: (user) => user.username,
    admin: (user) => user.isAdmin,
    entity: (user) => user.username,
    flags: () => '{"code_saving_enabled": true}',
    deletedAt: () => null,
    apiKeys: async (user, args, { ports, reading }) =>
      connection(await listOwnKeys(ports, reading, user, readWholePage(args))),
    teams: async (user, args, { ports, reading }) =>
      connection(await listTeams(ports, reading, user, readWholePage(args))),
    organizations: (user, _, { ports, reading }) => orgsOf(ports, reading, user),
  },

  // The key itself is shown once, when it is created.
  ApiKey: { id: (key) => nodeId("ApiKey", key.id) },

  Entity: {
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
    storageBytes: (entity, _, { ports, budget }) => budget.heavy(() => heldBytes(ports, entity.id)),
    storage: (entity, _, context) => storageOf(context, { kind: "entity", id: entity.id }, entity.id),
    ttlDurationSeconds: ({ ttlSeconds }) => ttlSeconds,
    xxhashDigestsEnabled: () => true,
  },

  // An organization is the entity of its name.
  Organization: {
    id: (org) => nodeId("Organization", org.id),
    orgEntity: (org) => org,
    coreWeaveOrganizationId: () => null,
  },

  Member: {
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
  },
};
