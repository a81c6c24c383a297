import { MAX_NAME_CHARACTERS, type RetentionScope, StemmaError } from "../../model/index.ts";
import { type Access, canAccess, requireSiteAdmin } from "../accounts/access.ts";
import type { Rows } from "../ports/metadata.ts";

/** The name of a scope; fields that are left out make it wider, none at all means the instance. */
export interface ScopeName {
  readonly entity: string | null;
  readonly project: string | null;
  readonly collection: string | null;
}

/**
 * Returns the scope with a name; null if it does not exist or the caller cannot access it.
 *
 * @throws `forbidden`, `invalid_input`
 */
export async function findScope(rows: Rows, access: Access, name: ScopeName): Promise<RetentionScope | null> {
  if (name.entity === null) {
    if (name.project !== null || name.collection !== null)
      throw new StemmaError("invalid_input", "Cannot find the scope: expected the entity of the project");
    requireSiteAdmin(access, "access the retention rules of the instance");
    return { kind: "instance" };
  }
  const entity = await rows.accounts.findEntity(name.entity);
  if (entity === null || !canAccess(access, entity.id, scopeText(name))) return null;
  if (name.project === null && name.collection === null) return { kind: "entity", id: entity.id };
  const project = name.project === null ? null : await rows.projects.find(entity.name, name.project);
  if (project === null || name.collection === null) return project && { kind: "project", id: project.id };
  const collection = await rows.collections.find(project.id, name.collection);
  return collection && { kind: "collection", id: collection.id };
}

/** Returns the name of a scope for messages. */
export function scopeText({ entity, project, collection }: ScopeName): string {
  const parts = [entity, project, collection].filter((part) => part !== null);
  return `"${parts.join("/").slice(0, MAX_SCOPE_CHARACTERS)}"`;
}

/** Three names of maximum length and their separators. */
const MAX_SCOPE_CHARACTERS = 3 * MAX_NAME_CHARACTERS + 2;
