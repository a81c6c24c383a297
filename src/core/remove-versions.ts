import {
  type ArtifactId,
  type CollectionId,
  type EntityId,
  hasRight,
  type JournalAction,
  LATEST,
  MAX_NAMED_FAULTS,
  type NewJournalEntry,
  StemmaError,
  type VersionMembership,
} from "../model/index.ts";
import { type Access, serverAccess } from "./access.ts";
import type { Rows } from "./ports/metadata.ts";

/** Which versions end, and why. */
export interface Removal {
  readonly ids: readonly ArtifactId[];
  readonly areAliasesDeleted: boolean;
  /** Aliases that links have at other entities protect, whoever acts. */
  readonly within?: EntityId;
  readonly atMs: number;
  /** For the storage journal. */
  readonly because: string;
}

/**
 * Deletes committed versions inside a transaction: nothing leads to them any more, and `latest` moves to the highest
 * version that is left. Their bytes stay for the undelete window; their indexes are not given again.
 *
 * The automatic `latest` does not protect a version. Other aliases do: where the versions are at home unless they may go
 * too, where they are linked unless the caller may write there besides.
 *
 * **Errors** `protected`
 */
export async function removeVersions(rows: Rows, access: Access, removal: Removal): Promise<void> {
  const { refused } = await removeUnprotected(rows, access, removal);
  for (const protection of refused.values()) throw new StemmaError("protected", protection);
}

/**
 * The same for those that nothing protects, if none of them is refused or if others may go without them.
 *
 * **Shape** the versions that ended, and why the others did not
 */
export async function removeUnprotected(
  rows: Rows,
  access: Access,
  removal: Removal & { readonly isEachForItself?: boolean },
): Promise<{ removed: readonly ArtifactId[]; refused: ReadonlyMap<ArtifactId, string> }> {
  const places = await rows.versions.memberships(removal.ids);
  await rows.collections.hold([...new Set(places.map(({ collection }) => collection.id))]);
  // Once more, now that nobody changes the aliases.
  const byVersion = Map.groupBy(await rows.versions.memberships(removal.ids), ({ version }) => version.id);
  const refused = new Map<ArtifactId, string>();
  for (const [id, memberships] of byVersion) {
    const protection = protectionOf(access, memberships, removal);
    if (protection !== undefined) refused.set(id, protection);
  }
  if (refused.size > 0 && removal.isEachForItself !== true) return { removed: [], refused };
  const removed = [...byVersion.keys()].filter((id) => !refused.has(id));
  if (removed.length === 0) return { removed, refused };
  await giveLatestOn(rows, await rows.deletions.delete(removed, removal.atMs), removal.atMs);
  const versions = removed.map((id) => byVersion.get(id)![0]!.version);
  await rows.journal.add(versions.map((version) => journalEntry("DELETED", version, { ...removal, access })));
  return { removed, refused };
}

/** Puts `latest` of collections that lost it on their highest version, where one is left. */
export async function giveLatestOn(rows: Rows, bereft: readonly CollectionId[], atMs: number): Promise<void> {
  for (const id of bereft) {
    const newest = await rows.versions.newest(id);
    if (newest !== null) await rows.aliases.set(id, LATEST, newest, atMs);
  }
}

/** Who acts where no user does; no user can have a name with a space. */
const ADMIN_TOKEN = "the admin token";

/** What the journal tells of one version. */
export function journalEntry(
  action: JournalAction,
  version: VersionMembership["version"],
  { access, atMs, because, bytes }: { access: Access; atMs: number; because: string; bytes?: number },
): NewJournalEntry {
  const { entityId } = version.collection.project;
  const doneBy = access.actor === serverAccess.actor ? null : (access.actor.user?.username ?? ADMIN_TOKEN);
  return { atMs, action, subject: versionName(version), bytes: bytes ?? null, because, entityId, doneBy };
}

/** `entity/project/collection:vN` */
export function versionName({ collection, versionIndex }: VersionMembership["version"]): string {
  const { entityName, name } = collection.project;
  return `${entityName}/${name}/${collection.name}:v${versionIndex}`;
}

/**
 * Why a version must not be deleted, if so; its own collection comes first among its memberships, then the links.
 */
export function protectionOf(
  { actor, right }: Access,
  memberships: readonly VersionMembership[],
  { areAliasesDeleted, within }: Pick<Removal, "areAliasesDeleted" | "within">,
): string | undefined {
  const own = memberships[0]!;
  const name = `${own.version.collection.name}:v${own.version.versionIndex}`;
  for (const { collection, version, versionIndex } of memberships) {
    const aliases = version.aliases
      .filter(({ collectionId, alias }) => collectionId === collection.id && alias !== LATEST)
      .map(({ alias }) => `"${alias}"`);
    const { entityId, entityName, name: project } = collection.project;
    const isReached = hasRight(actor, right, entityId) && (within === undefined || within === entityId);
    if (aliases.length === 0 || (areAliasesDeleted && isReached)) continue;
    if (!hasRight(actor, "read", entityId))
      return `Cannot delete "${name}": it is linked, under aliases, where you may not look`;
    const place =
      collection.id === version.collection.id
        ? "it has"
        : `it is linked as "${entityName}/${project}/${collection.name}:v${versionIndex}" and has there`;
    const remedy = areAliasesDeleted
      ? "ask who may write there to unlink it"
      : "remove them first, or say that they may go with it (delete_aliases=True)";
    const shown = aliases.slice(0, MAX_NAMED_FAULTS).join(", ");
    const noun = aliases.length === 1 ? "the alias" : "the aliases";
    return `Cannot delete "${name}": ${place} ${noun} ${shown}; ${remedy}`;
  }
  return undefined;
}
