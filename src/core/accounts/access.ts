import { type Actor, type EntityId, hasRight, type Right, StemmaError } from "../../model/index.ts";

/** Who acts, and the right that the rights table declares for the field or route they came by. */
export interface Access {
  readonly actor: Actor;
  readonly right: Right;
}

/** The server itself at work: it may change everything, and nobody asked it to. */
export const serverAccess: Access = { actor: { user: null, isSiteAdmin: true, memberships: [] }, right: "write" };

/**
 * Tells whether the caller may see an entity's things at all; asks for the declared right when they may.
 *
 * Missing and foreign look the same, so the answer for a stranger is `false`, not an error.
 *
 * @throws `forbidden` when the caller may read here, but not do this
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
 * The same where a stranger gets an error.
 *
 * @throws `not_found`, `forbidden`
 */
export function requireAccess(access: Access, entityId: EntityId, subject: string): void {
  if (!canAccess(access, entityId, subject)) throw new StemmaError("not_found", `Cannot find ${subject}`);
}

/** The entities whose things a caller may read; undefined for those who may read all. */
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
