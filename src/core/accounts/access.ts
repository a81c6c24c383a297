import { type Actor, type EntityId, hasRight, type Right, StemmaError } from "../../model/index.ts";

/** The caller, and the right that the field or route requires. */
export interface Access {
  readonly actor: Actor;
  readonly right: Right;
}

/** The access of the server itself, which may change everything. */
export const serverAccess: Access = { actor: { user: null, isSiteAdmin: true, memberships: [] }, right: "write" };

/**
 * Returns whether the caller may access an entity's objects; requires the declared right if so.
 *
 * Missing and foreign objects are indistinguishable: a caller without access gets `false`, not an error.
 *
 * @throws `forbidden` if the caller may read but lacks the declared right
 */
export function canAccess({ actor, right }: Access, entityId: EntityId, subject: string): boolean {
  if (!hasRight(actor, "read", entityId)) return false;
  if (!hasRight(actor, right, entityId)) {
    throw new StemmaError(
      "forbidden",
      `Cannot change ${subject}: you have read access, expected ${right} access; ask an admin of the team`,
    );
  }
  return true;
}

/**
 * Like `canAccess`, but throws for a caller without access.
 *
 * @throws `not_found`, `forbidden`
 */
export function requireAccess(access: Access, entityId: EntityId, subject: string): void {
  if (!canAccess(access, entityId, subject)) throw new StemmaError("not_found", `Cannot find ${subject}`);
}

/** Returns the entities whose objects a caller may read; undefined for all. */
export function readableEntities({ actor }: Access): readonly EntityId[] | undefined {
  if (actor.isSiteAdmin) return undefined;
  const own = actor.user === null ? [] : [actor.user.entityId];
  return [...own, ...actor.memberships.map(({ entity }) => entity.id)];
}

/**
 * @throws `unauthenticated`, `forbidden`
 */
export function requireSiteAdmin({ actor }: Access, action: string): void {
  if (!actor.isSiteAdmin) throw new StemmaError("forbidden", `Cannot ${action}: expected an admin of this server`);
}
