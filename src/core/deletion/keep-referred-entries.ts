import type { ArtifactId } from "../../model/index.ts";
import { serverAccess } from "../accounts/access.ts";
import { bindStoredEntries } from "../uploads/bind-stored-entries.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { readManifestEntriesAt, readPolicyConfig } from "../artifacts/read-manifest.ts";
import { journalEntry } from "./remove-versions.ts";
import { type StoredEntries, storeEntries } from "../uploads/store-entries.ts";

/** Purged versions with fewer references that one round processes. */
const STALE_PER_BATCH = 100;

/** The entries of a version that others refer to. */
interface ReferredEntries {
  /** Paths that others refer to, whether or not the version has them. */
  readonly paths: readonly string[];
  /** The entries, stored as nodes of their own manifest; null if there are none. */
  readonly stored: StoredEntries | null;
}

/**
 * Purges a version except for the entries that others refer to.
 *
 * @returns false if its references changed meanwhile; the next round tries again
 */
export async function purgeButReferred(ports: Ports, id: ArtifactId, reason: string): Promise<boolean> {
  const { metadata, accounting, clock } = ports;
  const heldBytes = await accounting.freedBy([id], null);
  const referred = await storeReferred(ports, id);
  const isPurged = await metadata.transaction(async (rows) => {
    const [purgeable] = await rows.deletions.purgeableOf([id], { withKept: false });
    return purgeable !== undefined && replaceWith(ports, rows, id, referred);
  });
  if (!isPurged) return false;
  // Written after the purge, because the freed bytes can only be counted then.
  const bytes = heldBytes - (await accounting.freedBy([id], null));
  await metadata.transaction(async (rows) => {
    const [version] = await rows.versions.byIds([id]);
    const why = `${reason}; entries that other versions refer to are kept`;
    const journaled = { access: serverAccess, atMs: clock.nowMs(), reason: why, bytes };
    await rows.journal.add([journalEntry("PURGED", version!, journaled)]);
  });
  return true;
}

/** Drops kept entries of purged versions that nothing refers to any more. */
export async function trimKeptEntries(ports: Ports): Promise<void> {
  const { metadata } = ports;
  const tried = new Set<ArtifactId>();
  for (;;) {
    const ids = (await metadata.read.references.stale(STALE_PER_BATCH)).filter((id) => !tried.has(id));
    if (ids.length === 0) return;
    for (const id of ids) {
      tried.add(id);
      const referred = await storeReferred(ports, id);
      await metadata.transaction(async (rows) => {
        const draft = await rows.drafts.lock(id);
        if (draft?.state !== "DELETED" || (await rows.manifests.ofVersion(id)) !== null) return;
        await replaceWith(ports, rows, id, referred);
      });
    }
  }
}

/** Stores the referred entries of a version, outside of any transaction: bytes come before rows. */
async function storeReferred(ports: Ports, id: ArtifactId): Promise<ReferredEntries> {
  const { read } = ports.metadata;
  const [manifestId, paths] = [await read.references.manifestOf(id), await read.references.keptPaths(id)];
  const entries = manifestId === null ? [] : await readManifestEntriesAt(ports, read, manifestId, paths);
  if (entries.length === 0) return { paths, stored: null };
  const draft = (await read.drafts.find(id))!;
  return { paths, stored: await storeEntries(ports, draft, entries, (some) => bindStoredEntries(ports, some)) };
}

/**
 * Replaces the content of a version with the stored entries, in a transaction that locks the version.
 *
 * @returns false if others are referred to by now
 */
async function replaceWith(
  { clock }: Ports,
  rows: Rows,
  id: ArtifactId,
  { paths, stored }: ReferredEntries,
): Promise<boolean> {
  const now = await rows.references.keptPaths(id);
  if (now.length !== paths.length || now.some((path, index) => path !== paths[index])) return false;
  if (stored === null) {
    await rows.references.replace(id, null);
    return true;
  }
  const manifest = await rows.manifests.insert({
    artifactId: id,
    kind: "FULL",
    name: "wandb_manifest.json",
    md5: "",
    baseId: null,
    runName: "",
    atMs: clock.nowMs(),
  });
  const policyConfig = await readPolicyConfig(rows, id);
  await rows.manifests.receive(manifest.id, stored.nodes, { ...stored.totals, policyConfig });
  await rows.references.replace(id, manifest.id);
  return true;
}
