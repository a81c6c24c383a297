import type { Rows } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { removeVersions } from "./remove-versions.ts";

/** Versions one transaction ends: short enough that a commit never waits long behind it. */
const VERSIONS_A_STEP = 100;

/** Deletes the versions whose time to live is over, with their aliases; one that somebody linked stays. Gives their number. */
export function expireVersions(ports: Ports): Promise<number> {
  const atMs = ports.clock.nowMs();
  const access = { actor: { user: null, isSiteAdmin: true, memberships: [] }, right: "write" } as const;
  return inSteps(ports, async (rows) => {
    const ids = await rows.deletions.expired(atMs, VERSIONS_A_STEP);
    if (ids.length > 0) await removeVersions(rows, access, { ids, areAliasesDeleted: true, atMs });
    return ids.length;
  });
}

/**
 * Lets go of what versions hold that were deleted so long ago; they stay as tombstones. Gives their number. The collector
 * frees the bytes afterwards.
 */
export function purgeVersions(ports: Ports, graceSeconds: number): Promise<number> {
  const deletedUntilMs = ports.clock.nowMs() - graceSeconds * 1000;
  return inSteps(ports, async (rows) => {
    const ids = await rows.deletions.purgeable(deletedUntilMs, VERSIONS_A_STEP);
    if (ids.length > 0) await rows.deletions.purge(ids);
    return ids.length;
  });
}

async function inSteps({ metadata }: Ports, step: (rows: Rows) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const done = await metadata.transaction(step);
    if (done === 0) return total;
    total += done;
  }
}
