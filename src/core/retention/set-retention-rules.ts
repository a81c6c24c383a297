import { checkRetentionRules, type RetentionRule, StemmaError } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Page, PageRequest, SetRules } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { findScope, scopeText, type ScopeName } from "../projects/find-scope.ts";

/**
 * Replaces the rules of a scope; an empty list removes them. Earlier rules stay on record.
 *
 * @throws `invalid_input`, `not_found`, `forbidden`
 */
export async function setRetentionRules(
  ports: Ports,
  access: Access,
  name: ScopeName,
  rules: readonly RetentionRule[],
): Promise<SetRules> {
  checkRetentionRules(rules);
  return ports.metadata.transaction(async (rows) => {
    const scope = await findScope(rows, access, name);
    if (scope === null) throw new StemmaError("not_found", `Cannot find ${scopeText(name)}`);
    const createdBy = access.actor.user?.id ?? null;
    await rows.retention.set({ scope, rules, createdBy, atMs: ports.clock.nowMs() });
    return (await rows.retention.history(scope, { after: null, first: 1 })).rows[0]!;
  });
}

/**
 * Lists the rules of a scope over time; the newest are in force. Null if the scope does not exist or the caller cannot
 * access it.
 *
 * @throws `forbidden`, `invalid_input`
 */
export async function listRetentionRules(
  { metadata }: Ports,
  access: Access,
  name: ScopeName,
  page: PageRequest,
): Promise<Page<SetRules> | null> {
  const scope = await findScope(metadata.read, access, name);
  return scope === null ? null : metadata.read.retention.history(scope, page);
}
