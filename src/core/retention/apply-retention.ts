import { versionsToExpire } from "../../model/index.ts";
import { serverAccess } from "../accounts/access.ts";
import { VERSIONS_PER_BATCH } from "../deletion/expire-and-purge.ts";
import { type PlannedExpiry, planRetention } from "./plan-retention.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { removeUnprotected } from "../deletion/remove-versions.ts";

/**
 * Deletes the versions that retention rules expire; versions with aliases on links stay.
 *
 * @returns the number of deleted versions
 */
export async function applyRetention(ports: Ports): Promise<number> {
  const all = await ports.metadata.read.retention.current();
  if (all.length === 0) return 0;
  let total = 0;
  for await (const expiring of planRetention(ports, { kind: "instance" }, all)) {
    for (let at = 0; at < expiring.ids.length; at += VERSIONS_PER_BATCH) {
      const ids = expiring.ids.slice(at, at + VERSIONS_PER_BATCH);
      total += await ports.metadata.transaction((rows) => removeStep(ports, rows, { ...expiring, ids }));
    }
  }
  return total;
}

/** Re-evaluates the rule under lock, when no alias can change. */
async function removeStep(
  { clock }: Ports,
  rows: Rows,
  { collection, ids, rule, ruledBy, reason }: PlannedExpiry,
): Promise<number> {
  await rows.collections.lock([collection.id]);
  const atMs = clock.nowMs();
  const candidates = await rows.retention.candidates([collection.id], { withMetadata: rule.keepBest !== null });
  const still = new Set(versionsToExpire(rule, candidates, atMs).map(({ id }) => id));
  const { removed } = await removeUnprotected(rows, serverAccess, {
    ids: ids.filter((id) => still.has(id)),
    deleteAliases: true,
    aliasesArgument: null,
    skipProtected: true,
    // Only an instance-wide rule may remove links of other entities.
    ...(ruledBy.kind === "instance" ? {} : { within: collection.entityId }),
    atMs,
    reason,
  });
  return removed.length;
}
