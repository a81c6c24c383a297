import { inBatches } from "../../async/in-batches.ts";
import type { ArtifactId } from "../../model/index.ts";
import { type Access, serverAccess } from "../accounts/access.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { purgeButReferred, trimKeptEntries } from "./keep-referred-entries.ts";
import { journalEntry, removeUnprotected } from "./remove-versions.ts";

/** Versions per transaction: few, so that a commit never waits long for it. */
export const VERSIONS_PER_BATCH = 100;

/**
 * Deletes the versions whose time to live has passed, with their aliases; versions that a link protects stay.
 *
 * @returns their number
 */
export async function expireVersions({ metadata, clock }: Ports): Promise<number> {
  const atMs = clock.nowMs();
  const reason = "its time to live expired";
  const step = async (rows: Rows): Promise<number> => {
    const ids = await rows.deletions.expired(atMs, VERSIONS_PER_BATCH);
    const removal = { ids, deleteAliases: true, aliasesArgument: null, atMs, reason };
    return ids.length === 0 ? 0 : (await removeUnprotected(rows, serverAccess, removal)).removed.length;
  };
  return inBatches(() => metadata.transaction(step));
}

/**
 * Purges versions that were deleted more than `graceSeconds` ago; they stay as tombstones. Entries that other versions
 * refer to are kept until nothing refers to them. The garbage collector frees the bytes afterwards.
 *
 * @returns the number of purged versions
 */
export async function purgeExpiredDeletions(ports: Ports, graceSeconds: number): Promise<number> {
  const untilMs = ports.clock.nowMs() - graceSeconds * 1000;
  const reason = graceSeconds === 0 ? "it was deleted" : "its undelete window expired";
  let total = 0;
  for (;;) {
    const ids = await ports.metadata.read.deletions.purgeable(untilMs, VERSIONS_PER_BATCH);
    const referred = new Set(await ports.metadata.read.references.keptAmong(ids));
    const free = ids.filter((id) => !referred.has(id));
    let purged = (await purgeStep(ports, serverAccess, { ids: free, reason, withKept: false })).length;
    for (const id of referred) if (await purgeButReferred(ports, id, reason)) purged += 1;
    total += purged;
    // Versions that changed meanwhile are left to the next round.
    if (purged === 0) break;
  }
  await trimKeptEntries(ports);
  return total;
}

/**
 * Purges those of some deleted versions that can be purged, and writes the bytes each of them freed alone into the
 * journal. The versions must be few enough for one transaction. `withKept` also purges entries kept for other versions.
 */
export async function purgeStep(
  { metadata, accounting, clock }: Ports,
  access: Access,
  { ids, reason, withKept }: { ids: readonly ArtifactId[]; reason: string; withKept: boolean },
): Promise<readonly ArtifactId[]> {
  if (ids.length === 0) return [];
  const bytes = new Map<ArtifactId, number>();
  for (const id of ids) bytes.set(id, await accounting.freedBy([id], null));
  return metadata.transaction(async (rows) => {
    let purged = await rows.deletions.purgeableOf(ids, { withKept });
    if (!withKept) {
      const referred = new Set(await rows.references.keptAmong(purged));
      purged = purged.filter((id) => !referred.has(id));
    }
    if (purged.length === 0) return [];
    await rows.deletions.purge(purged);
    const versions = await rows.versions.byIds(purged);
    const journaled = { access, atMs: clock.nowMs(), reason };
    await rows.journal.add(
      versions.map((version) => journalEntry("PURGED", version, { ...journaled, bytes: bytes.get(version.id)! })),
    );
    return purged;
  });
}
