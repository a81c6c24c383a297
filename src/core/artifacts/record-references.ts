import { type EntryReference, entryReferences, hasRight, type ManifestId } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** References one transaction records: short enough that a commit never waits long behind it. */
const REFERENCES_PER_BATCH = 2000;

/**
 * Records which entries of other versions the entries of a manifest refer to. They keep nothing before the commit, so that
 * many of them may take several transactions. Tells whether there are any; where there are none, what an earlier manifest
 * under the same id referred to is for the caller to clear.
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
    // Others are served between the steps.
    if (references.length >= REFERENCES_PER_BATCH) await record();
  }
  if (references.length > 0) await record();
  return isAny;
}

/**
 * Lets a manifest that is committed keep the entries it refers to, as far as its committer may read their sources. A
 * reference is text that anybody can write: it gives no right and holds nothing of others.
 */
export async function keepReferences(rows: Rows, { actor }: Access, manifestId: ManifestId): Promise<void> {
  const sources = await rows.references.sourcesOf(manifestId);
  const kept = sources.filter(
    ({ entityId, state, isAllReadable }) =>
      // The source may be a draft still: clients send artifacts side by side.
      hasRight(actor, "read", entityId) && (state !== "DELETED" || isAllReadable),
  );
  if (kept.length > 0)
    await rows.references.keep(
      manifestId,
      kept.map(({ sourceId }) => sourceId),
    );
}
