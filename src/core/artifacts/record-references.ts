import { type EntryReference, entryReferences, hasRight, type ManifestId } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** References recorded in one transaction: few, so that a commit never waits long for it. */
const REFERENCES_PER_BATCH = 2000;

/**
 * Records the entries of other versions that the entries of a manifest refer to. References keep nothing alive before
 * the commit, so they may be recorded in several transactions. If there are none, the caller must clear the references
 * of an earlier manifest with the same id.
 *
 * @returns whether there are any
 */
export async function recordReferences(
  { metadata }: Ports,
  manifestId: ManifestId,
  refs: readonly (string | undefined)[],
): Promise<boolean> {
  let references: EntryReference[] = [];
  let isAny = false;
  const record = async (): Promise<void> => {
    if (!isAny) await metadata.transaction((rows) => rows.references.clear(manifestId));
    isAny = true;
    const some = references;
    references = [];
    await metadata.transaction((rows) => rows.references.add(manifestId, some));
  };
  for (const ref of refs) {
    if (ref !== undefined) references.push(...entryReferences(ref));
    // Other requests are served between the batches.
    if (references.length >= REFERENCES_PER_BATCH) await record();
  }
  if (references.length > 0) await record();
  return isAny;
}

/**
 * Makes a committed manifest keep the entries it refers to, if its committer may read their sources. A reference is
 * text that any client can write: it grants no access and keeps nothing of other entities.
 */
export async function keepReferences(rows: Rows, { actor }: Access, manifestId: ManifestId): Promise<void> {
  const sources = await rows.references.sourcesOf(manifestId);
  const kept = sources.filter(
    ({ entityId, state, isAllReadable }) =>
      // The source may still be a draft: clients upload artifacts concurrently.
      hasRight(actor, "read", entityId) && (state !== "DELETED" || isAllReadable),
  );
  if (kept.length > 0)
    await rows.references.keep(
      manifestId,
      kept.map(({ sourceId }) => sourceId),
    );
}
