import type { Right } from "../model/index.ts";

/** What a caller needs: nothing, a valid key, the admin of the site, or a right at the entity that owns the object. */
export type Permission = "public" | "signed-in" | "site-admin" | Right;

/** The right that verbs check for a permission: signed-in callers and site admins read. */
export function rightOf(permission: Permission): Right {
  return permission === "write" || permission === "admin" ? permission : "read";
}
