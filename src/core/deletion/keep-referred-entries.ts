import type { ArtifactId } from "../../model/index.ts";
import { serverAccess } from "../accounts/access.ts";
import { bindStoredEntries } from "../uploads/bind-stored-entries.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { readManifestEntriesAt, readPolicyConfig } from "../artifacts/read-manifest.ts";
import { journalEntry } from "./remove-versions.ts";
import { type StoredEntries, storeEntries } from "../uploads/store-entries.ts";

/** Versions one round looks at whose referrers ended. */
const STALE_PER_BATCH = 100;

/** What others refer to of a version. */
interface ReferredEntries {
  /** Whether there are entries under them or not. */
  readonly paths: readonly string[];
  /** The entries, stored as nodes of a manifest of their own; null where there are none. */
  readonly stored: StoredEntries | null;
}

/**
 * Purges a version but for the entries that others refer to. Tells whether it did: what changed meanwhile is for the next
 * round.
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
  // Written behind the purge, because only then can be counted what it gave back.
  const bytes = heldBytes - (await accounting.freedBy([id], null));
  await metadata.transaction(async (rows) => {
    const [version] = await rows.versions.byIds([id]);
    const why = `${reason}; entries that other versions refer to are kept`;
    const told = { access: serverAccess, atMs: clock.nowMs(), reason: why, bytes };
    await rows.journal.add([journalEntry("PURGED", version!, told)]);
  });
  return true;
}

/** Lets go of kept entries of purged versions that nothing refers to any more. */
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

/** Stores what is referred to of a version, outside of any transaction: bytes come before rows. */
async function storeReferred(ports: Ports, id: ArtifactId): Promise<ReferredEntries> {
  const { read } = ports.metadata;
  const [manifestId, paths] = [await read.references.manifestOf(id), await read.references.keptPaths(id)];
  const entries = manifestId === null ? [] : await readManifestEntriesAt(ports, read, manifestId, paths);
  if (entries.length === 0) return { paths, stored: null };
  const draft = (await read.drafts.find(id))!;
  return { paths, stored: await storeEntries(ports, draft, entries, (some) => bindStoredEntries(ports, some)) };
}

/**
 * Puts the stored entries in the place of all that a version holds, in a transaction that holds the version. Tells whether
 * it did: others may be referred to by now.
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
  await rows.manifests.receive(manifest.id, stored.nodes, { ...stored.facts, policyConfig });
  await rows.references.replace(id, manifest.id);
  return true;
}
