import type { EntityId, KeyId, UserId } from "./ids.ts";

/** Who can own projects: a person, a team, or an organisation (whose projects are registries). */
export interface Entity {
  readonly id: EntityId;
  readonly name: string;
  readonly kind: "user" | "team" | "org";
  /** The organisation a team belongs to. */
  readonly org: string | null;
  /** What it may store; null where there is no bound (in bytes). */
  readonly quotaBytes: number | null;
  /** What versions inherit whose collection says nothing; null: they are kept for ever (in seconds). */
  readonly ttlSeconds: number | null;
  readonly createdAtMs: number;
}

/** A person or service that acts with keys. */
export interface User {
  readonly id: UserId;
  readonly entityId: EntityId;
  readonly username: string;
  readonly email: string;
  readonly isAdmin: boolean;
  readonly createdAtMs: number;
}

/** What is known of a key; the key itself is shown once and kept as a hash. */
export interface ApiKey {
  readonly id: KeyId;
  /** The first characters of the key, so that people can tell theirs apart. */
  readonly name: string;
  readonly description: string | null;
}

/** What a member of a team or organisation may do. Roles beyond these come with the registry. */
export type Role = "admin" | "member" | "viewer";

/** Membership of a user in a team or organisation. */
export interface Membership {
  readonly entity: Entity;
  readonly role: Role;
}

/** Who acts: a user with all memberships, or the holder of the admin token. */
export interface Actor {
  readonly user: User | null;
  readonly isSiteAdmin: boolean;
  readonly memberships: readonly Membership[];
}
