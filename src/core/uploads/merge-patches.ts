import { type Entry, StemmaError } from "../../model/index.ts";
import { bindStoredEntries } from "./bind-stored-entries.ts";
import type { Draft, ManifestRow } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { readManifestEntries } from "../artifacts/read-manifest.ts";
import { sortEntries } from "./sort-entries.ts";
import { type StoredEntries, storeEntries } from "./store-entries.ts";

/** The commit does not wait for runs that declared a patch and have been idle for longer than this. */
const PATCH_IDLE_MS = 3600 * 1000;

/** The merged manifest of several runs for one draft. */
export interface MergedPatches extends StoredEntries {
  /** The manifests it was merged from; if they change, the merge must be repeated. */
  readonly mergedFrom: string;
  /** The runs that sent them. */
  readonly runNames: readonly string[];
  /** The storage policy config of the first patch. */
  readonly policyConfig: ManifestRow["policyConfig"];
}

/**
 * Merges the PATCH manifests of a draft in the order of their creation and stores the result.
 *
 * @throws `not_committed` if a declared patch has not arrived; `conflict` if two runs sent different files under one
 * path
 */
export async function mergePatches(ports: Ports, draft: Draft): Promise<MergedPatches> {
  const patches = (await ports.metadata.read.manifests.ofDraft(draft.id)).filter(isPatch);
  const counted = patches.filter((patch) => patch.isReceived);
  requireReceived(patches, ports.clock.nowMs());
  const merged = new Map<string, { entry: Entry; runName: string }>();
  for (const { id, runName } of counted) {
    for await (const batch of readManifestEntries(ports, ports.metadata.read, id)) {
      for (const entry of batch) {
        const known = merged.get(entry.path);
        if (known !== undefined && known.entry.digest !== entry.digest)
          throw new StemmaError(
            "conflict",
            `Cannot finish the artifact: the runs "${known.runName}" and "${runName}" logged different files as "${entry.path}"`,
          );
        if (known === undefined) merged.set(entry.path, { entry, runName });
      }
    }
  }
  const entries = await sortEntries(
    ports.eventLoop,
    [...merged.values()].map(({ entry }) => entry),
  );
  const stored = await storeEntries(ports, draft, entries, (some) => bindStoredEntries(ports, some));
  const runNames = [...new Set(counted.map(({ runName }) => runName))];
  const policyConfig = counted[0]?.policyConfig ?? null;
  return { ...stored, mergedFrom: describePatches(patches), runNames, policyConfig };
}

/** Returns a text that identifies a set of manifests. */
export function describePatches(manifests: readonly ManifestRow[]): string {
  return manifests
    .filter(isPatch)
    .map(({ id, digest }) => `${id} ${digest}`)
    .join(", ");
}

/** Returns whether a manifest is the patch of one of several runs. */
export function isPatch({ kind }: ManifestRow): boolean {
  return kind === "PATCH";
}

/**
 * Requires every patch to have arrived; of one run only its latest patch counts.
 *
 * @throws `not_committed`
 */
function requireReceived(patches: readonly ManifestRow[], nowMs: number): void {
  for (const [index, { isReceived, runName, createdAtMs }] of patches.entries()) {
    const isGivenUp =
      createdAtMs + PATCH_IDLE_MS <= nowMs || patches.slice(index + 1).some((later) => later.runName === runName);
    if (isReceived || isGivenUp) continue;
    throw new StemmaError(
      "not_committed",
      `Cannot finish the artifact: the run "${runName}" declared its patch and has not uploaded it; wait for that run and finish again`,
    );
  }
}
