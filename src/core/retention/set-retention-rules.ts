import { checkRetentionRules, type RetentionRule, StemmaError } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Page, PageRequest, SetRules } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { findScope, scopeText, type ScopeName } from "../projects/find-scope.ts";

/**
 * Sets the rules of a scope in place of those it had; none at all takes them away. What was set before stays on record.
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
 * What was set for a scope, the newest first: that one holds. Null where the scope is not there or the caller may not see it.
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
