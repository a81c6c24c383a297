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

/** The versions to delete, and the reason. */
export interface Removal extends DeletionTerms {
  readonly ids: readonly ArtifactId[];
  readonly atMs: number;
  /** For the storage journal. */
  readonly reason: string;
}

/**
 * Deletes committed versions inside a transaction and moves `latest` to the highest remaining version. Their bytes stay
 * for the undelete window; their indexes are never reused.
 *
 * Aliases, including `latest`, protect a version unless `deleteAliases` is set. Links protect it if their creators
 * could write at its source, unless the caller may write to the linked collection.
 *
 * @throws `protected`
 */
export async function removeVersions(rows: Rows, access: Access, removal: Removal): Promise<void> {
  const { refused } = await removeUnprotected(rows, access, removal);
  for (const protection of refused.values()) throw new StemmaError("protected", protection);
}

/**
 * Like `removeVersions`, but only deletes unprotected versions: all or none, or the rest if `skipProtected` is set.
 *
 * @returns the deleted versions, and why the others are protected
 */
export async function removeUnprotected(
  rows: Rows,
  access: Access,
  removal: Removal & { readonly skipProtected?: boolean },
): Promise<{ removed: readonly ArtifactId[]; refused: ReadonlyMap<ArtifactId, string> }> {
  const places = await rows.versions.memberships(removal.ids);
  await rows.collections.lock([...new Set(places.map(({ collection }) => collection.id))]);
  // Read again under lock, when no alias can change.
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

/** The journal's name for requests without a user; no username can contain a space. */
const ADMIN_TOKEN = "the admin token";

/** Returns the journal entry of one version. */
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
