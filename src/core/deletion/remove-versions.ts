import {
  type ArtifactId,
  type JournalAction,
  type NewJournalEntry,
  StemmaError,
  type VersionMembership,
} from "../../model/index.ts";
import { type Access, serverAccess } from "../accounts/access.ts";
import { reassignLatest } from "../artifacts/latest-alias.ts";
import type { Rows } from "../ports/metadata.ts";
import { type DeletionTerms, protectionOf } from "./version-protection.ts";

/** Which versions end, and why. */
export interface Removal extends DeletionTerms {
  readonly ids: readonly ArtifactId[];
  readonly atMs: number;
  /** For the storage journal. */
  readonly reason: string;
}

/**
 * Deletes committed versions inside a transaction: nothing leads to them any more, and `latest` moves to the highest
 * version that is left. Their bytes stay for the undelete window; their indexes are not given again.
 *
 * Aliases protect a version, `latest` included, unless they may go too; and links whose makers could write at its source,
 * unless the caller may write there besides.
 *
 * @throws `protected`
 */
export async function removeVersions(rows: Rows, access: Access, removal: Removal): Promise<void> {
  const { refused } = await removeUnprotected(rows, access, removal);
  for (const protection of refused.values()) throw new StemmaError("protected", protection);
}

/**
 * The same for those that nothing protects, if none of them is refused or if others may go without them.
 *
 * @returns the versions that ended, and why the others did not
 */
export async function removeUnprotected(
  rows: Rows,
  access: Access,
  removal: Removal & { readonly skipProtected?: boolean },
): Promise<{ removed: readonly ArtifactId[]; refused: ReadonlyMap<ArtifactId, string> }> {
  const places = await rows.versions.memberships(removal.ids);
  await rows.collections.lock([...new Set(places.map(({ collection }) => collection.id))]);
  // Once more, now that nobody changes the aliases.
  const byVersion = Map.groupBy(await rows.versions.memberships(removal.ids), ({ version }) => version.id);
  const refused = new Map<ArtifactId, string>();
  for (const [id, memberships] of byVersion) {
    const protection = protectionOf(access, memberships, removal);
    if (protection !== undefined) refused.set(id, protection);
  }
  if (refused.size > 0 && removal.skipProtected !== true) return { removed: [], refused };
  const removed = [...byVersion.keys()].filter((id) => !refused.has(id));
  if (removed.length === 0) return { removed, refused };
  await reassignLatest(rows, await rows.deletions.delete(removed, removal.atMs), removal.atMs);
  const versions = removed.map((id) => byVersion.get(id)![0]!.version);
  await rows.journal.add(versions.map((version) => journalEntry("DELETED", version, { ...removal, access })));
  return { removed, refused };
}

/** Who acts where no user does; no user can have a name with a space. */
const ADMIN_TOKEN = "the admin token";

/** What the journal tells of one version. */
export function journalEntry(
  action: JournalAction,
  version: VersionMembership["version"],
  { access, atMs, reason, bytes }: { access: Access; atMs: number; reason: string; bytes?: number },
): NewJournalEntry {
  const { entityId } = version.collection.project;
  const doneBy = access.actor === serverAccess.actor ? null : (access.actor.user?.username ?? ADMIN_TOKEN);
  return { atMs, action, subject: versionName(version), bytes: bytes ?? null, reason, entityId, doneBy };
}

/** `entity/project/collection:vN` */
export function versionName({ collection, versionIndex }: VersionMembership["version"]): string {
  const { entityName, name } = collection.project;
  return `${entityName}/${name}/${collection.name}:v${versionIndex}`;
}
