import type { EntityId, KeyId, UserId } from "./ids.ts";

/** An owner of projects: a user, a team, or an organization (whose projects are registries). */
export interface Entity {
  readonly id: EntityId;
  readonly name: string;
  readonly kind: "user" | "team" | "org";
  /** The organization of a team. */
  readonly org: string | null;
  /** Quota in bytes; null if it has none. */
  readonly quotaBytes: number | null;
  /** Default time to live of versions in collections without a default, in seconds; null keeps them forever. */
  readonly ttlSeconds: number | null;
  readonly createdAtMs: number;
}

/** A person or service that uses keys. */
export interface User {
  readonly id: UserId;
  readonly entityId: EntityId;
  readonly username: string;
  readonly email: string;
  readonly isAdmin: boolean;
  readonly createdAtMs: number;
}

/** An API key; the key itself is shown once and stored as a hash. */
export interface ApiKey {
  readonly id: KeyId;
  /** The first characters of the key, so that users can recognize theirs. */
  readonly name: string;
  readonly description: string | null;
}

/** The role of a member of a team or organization. More roles come with the registry. */
export type Role = "admin" | "member" | "viewer";

/** Membership of a user in a team or organization. */
export interface Membership {
  readonly entity: Entity;
  readonly role: Role;
}

/** The caller: a user with all memberships, or the holder of the admin token. */
export interface Actor {
  readonly user: User | null;
  readonly isSiteAdmin: boolean;
  readonly memberships: readonly Membership[];
}
