import { type Entry, StemmaError } from "../../model/index.ts";
import { bindStoredEntries } from "./bind-stored-entries.ts";
import type { Draft, ManifestRow } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { readManifestEntries } from "../artifacts/read-manifest.ts";
import { sortEntries } from "./sort-entries.ts";
import { type StoredEntries, storeEntries } from "./store-entries.ts";

/** A run that declared its part of a version and was not heard of for so long is not waited for. */
const PATCH_SILENCE_MS = 3600 * 1000;

/** The union of what many runs sent for one draft. */
export interface MergedPatches extends StoredEntries {
  /** The manifests it was made of; another set means that it has to be made again. */
  readonly madeOf: string;
  /** The runs that sent them. */
  readonly runNames: readonly string[];
  /** What the first of them says of its storage. */
  readonly policyConfig: ManifestRow["policyConfig"];
}

/**
 * Unites the PATCH manifests of a draft, in the order they were created, and stores the union.
 *
 * @throws `not_committed` when a run declared its part and has not sent it; `conflict` when two runs sent different
 * files under one path
 */
export async function mergePatches(ports: Ports, draft: Draft): Promise<MergedPatches> {
  const patches = (await ports.metadata.read.manifests.ofDraft(draft.id)).filter(isPatch);
  const counted = patches.filter((patch) => patch.isReceived);
  requireReceived(patches, ports.clock.nowMs());
  const united = new Map<string, { entry: Entry; runName: string }>();
  for (const { id, runName } of counted) {
    for await (const batch of readManifestEntries(ports, ports.metadata.read, id)) {
      for (const entry of batch) {
        const known = united.get(entry.path);
        if (known !== undefined && known.entry.digest !== entry.digest)
          throw new StemmaError(
            "conflict",
            `Cannot finish the artifact: the runs "${known.runName}" and "${runName}" logged different files as "${entry.path}"`,
          );
        if (known === undefined) united.set(entry.path, { entry, runName });
      }
    }
  }
  const entries = await sortEntries(
    ports.eventLoop,
    [...united.values()].map(({ entry }) => entry),
  );
  const stored = await storeEntries(ports, draft, entries, (some) => bindStoredEntries(ports, some));
  const runNames = [...new Set(counted.map(({ runName }) => runName))];
  const policyConfig = counted[0]?.policyConfig ?? null;
  return { ...stored, madeOf: describePatches(patches), runNames, policyConfig };
}

/** Tells one set of manifests from another. */
export function describePatches(manifests: readonly ManifestRow[]): string {
  return manifests
    .filter(isPatch)
    .map(({ id, digest }) => `${id} ${digest}`)
    .join(", ");
}

/** Whether a draft is filled by many runs. */
export function isPatch({ kind }: ManifestRow): boolean {
  return kind === "PATCH";
}

/**
 * A run that came again with a later manifest has given the earlier one up.
 *
 * @throws `not_committed`
 */
function requireReceived(patches: readonly ManifestRow[], nowMs: number): void {
  for (const [index, { isReceived, runName, createdAtMs }] of patches.entries()) {
    const isGivenUp =
      createdAtMs + PATCH_SILENCE_MS <= nowMs || patches.slice(index + 1).some((later) => later.runName === runName);
    if (isReceived || isGivenUp) continue;
    throw new StemmaError(
      "not_committed",
      `Cannot finish the artifact: the run "${runName}" declared its patch and has not uploaded it; wait for that run and finish again`,
    );
  }
}
