import { type Actor, StemmaError } from "../../model/index.ts";
import type { Permission } from "../permissions.ts";
import type { Callers } from "./callers.ts";

const ANONYMOUS: Actor = { user: null, isSiteAdmin: false, memberships: [] };

/**
 * Finds the caller of a route by the key or token in the `Authorization` header.
 *
 * @throws `unauthenticated`, `forbidden`
 */
export async function authenticate(
  callers: Callers,
  { permission, method, pattern }: { permission: Permission; method: string; pattern: string },
  header: string | undefined,
): Promise<Actor> {
  if (permission === "public") return ANONYMOUS;
  const actor = await callers.byHeader(header);
  // Only the token, not the key of a person who is an admin: a leaked key must not create accounts.
  if (permission === "site-admin" && !callers.isAdminToken(header)) {
    throw new StemmaError(
      "forbidden",
      `Cannot use ${method} ${pattern} with this key: expected the admin token of this server as Bearer`,
    );
  }
  return actor;
}
