import type { Actor, ApiKey, Entity, EntityId, Role, User, UserId } from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** Users, their keys, and the entities that own projects. */
export interface AccountRows {
  /** Returns the owner of a key, by the SHA-256 of the key in hex. */
  actorByKey(keyHash: string): Promise<Actor | null>;
  actorByUser(id: UserId): Promise<Actor | null>;
  findUser(username: string): Promise<User | null>;
  findEntity(name: string): Promise<Entity | null>;
  /** Returns the quota of an entity in bytes; null if it has none. */
  quotaOf(id: EntityId): Promise<number | null>;
  /** Entities that have a quota, by name. */
  withQuota(): Promise<{ readonly id: EntityId; readonly name: string; readonly quotaBytes: number }[]>;
  insertEntity(entity: {
    name: string;
    kind: Entity["kind"];
    orgId: EntityId | null;
    createdAtMs: number;
  }): Promise<Entity>;
  insertUser(user: { entityId: EntityId; email: string; isAdmin: boolean; createdAtMs: number }): Promise<UserId>;
  insertKey(key: {
    userId: UserId;
    name: string;
    keyHash: string;
    description: string | null;
    createdAtMs: number;
  }): Promise<void>;
}

/** Memberships, and rarer changes of accounts. */
export interface MemberRows {
  setMember(entityId: EntityId, userId: UserId, role: Role): Promise<void>;
  removeMember(entityId: EntityId, userId: UserId): Promise<void>;
  /** Locks the members of an entity for this transaction, so that no role changes. */
  lock(entityId: EntityId): Promise<void>;
  listMembers(entityId: EntityId): Promise<{ user: User; role: Role }[]>;
  /** Returns those of the users who are members of one of the entities. */
  among(entityIds: readonly EntityId[], userIds: readonly UserId[]): Promise<readonly UserId[]>;
  listKeys(userId: UserId): Promise<ApiKey[]>;
  /** By name. */
  searchUsers(text: string, page: PageRequest): Promise<Page<User>>;
  updateUser(id: UserId, changes: { email?: string; isAdmin?: boolean; passwordHash?: string }): Promise<void>;
  updateEntity(id: EntityId, changes: { quotaBytes?: number | null; ttlSeconds?: number | null }): Promise<void>;
  deleteUser(id: UserId): Promise<void>;
  /** Deletes an entity that owns no project; an organization is deleted with its teams. */
  deleteEntity(id: EntityId): Promise<void>;
}
