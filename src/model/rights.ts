import type { Actor, Role } from "./account.ts";
import type { EntityId } from "./ids.ts";

/** A right at the entity that owns an object. */
export type Right = "read" | "write" | "admin";

const rightsOf: Readonly<Record<Role, ReadonlySet<Right>>> = {
  admin: new Set<Right>(["read", "write", "admin"]),
  member: new Set<Right>(["read", "write"]),
  viewer: new Set<Right>(["read"]),
};

/** Returns whether an actor has a right at an entity. Users have all rights at their personal entity. */
export function hasRight(actor: Actor, right: Right, entityId: EntityId): boolean {
  if (actor.isSiteAdmin || actor.user?.entityId === entityId) return true;
  const membership = actor.memberships.find((place) => place.entity.id === entityId);
  return membership !== undefined && rightsOf[membership.role].has(right);
}
