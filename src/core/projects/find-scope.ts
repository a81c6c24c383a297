import { MAX_NAME_CHARACTERS, type RetentionScope, StemmaError } from "../../model/index.ts";
import { type Access, canAccess, requireSiteAdmin } from "../accounts/access.ts";
import type { Rows } from "../ports/metadata.ts";

/** Names a scope: what is left out makes it wider; nothing at all is the instance. */
export interface ScopeName {
  readonly entity: string | null;
  readonly project: string | null;
  readonly collection: string | null;
}

/**
 * The scope of that name, or null when it is not there or the caller may not see it.
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

/** A scope as messages name it. */
export function scopeText({ entity, project, collection }: ScopeName): string {
  const parts = [entity, project, collection].filter((part) => part !== null);
  return `"${parts.join("/").slice(0, MAX_SCOPE_CHARACTERS)}"`;
}

/** Three names of the longest kind, and what is between them. */
const MAX_SCOPE_CHARACTERS = 3 * MAX_NAME_CHARACTERS + 2;
