import {
  type ArtifactId,
  type CollectionId,
  effectiveTtl,
  hasRight,
  LATEST,
  MAX_UNDELETED_AT_ONCE,
  StemmaError,
  TTL_NONE,
  type Version,
} from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import type { DeletedVersion, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { journalEntry, versionName } from "./remove-versions.ts";
import { reassignLatest } from "../artifacts/latest-alias.ts";

/** An undeleted version, and its former aliases that other versions have now. */
export interface Undeleted {
  readonly id: ArtifactId;
  readonly takenAliases: readonly string[];
}

/**
 * Undeletes versions within their undelete window, all or none. Restores their aliases that are unused and that the
 * caller may write, drops a time to live that has passed, and undeletes their collections. `latest` does not move,
 * except in collections that have no `latest`. Versions that are not deleted are unchanged.
 *
 * @throws `not_found`, `forbidden`, `invalid_input`, `not_committed`, `deleted` (purged), `already_exists` (a new
 * collection has the name)
 */
export async function undeleteVersions(
  ports: Ports,
  access: Access,
  ids: readonly ArtifactId[],
): Promise<readonly Undeleted[]> {
  if (ids.length > MAX_UNDELETED_AT_ONCE)
    throw new StemmaError(
      "invalid_input",
      `Cannot undelete ${ids.length} versions at once: expected at most ${MAX_UNDELETED_AT_ONCE}`,
    );
  const atMs = ports.clock.nowMs();
  return ports.metadata.transaction(async (rows) => {
    const versions = await requireVersions(rows, access, ids);
    const collections = [...new Set(versions.map(({ collection }) => collection.id))];
    await rows.collections.lock(collections);
    const deleted = await rows.deletions.deleted(ids);
    for (const { id, isPurged } of deleted) if (isPurged) throw purged(versions, id);
    await reviveCollections(rows, versions, atMs);
    const withoutLatest = new Set<CollectionId>();
    for (const id of collections) if ((await rows.versions.newest(id)) === null) withoutLatest.add(id);
    await rows.deletions.undelete(
      deleted.map(({ id }) => id),
      atMs,
    );
    const taken = new Map<ArtifactId, string[]>();
    for (const version of deleted)
      taken.set(version.id, await giveBackAliases(rows, access, version, withoutLatest, atMs));
    await reassignLatest(rows, [...withoutLatest], atMs);
    const back = versions.filter(({ id }) => taken.has(id));
    for (const version of back)
      if (isOver(version, atMs)) await rows.versions.update(version.id, { ttlSeconds: TTL_NONE, updatedAtMs: atMs });
    const journaled = { access, atMs, reason: "undeleted by request" };
    await rows.journal.add(back.map((version) => journalEntry("UNDELETED", version, journaled)));
    return versions.map(({ id }) => ({ id, takenAliases: taken.get(id) ?? [] }));
  });
}

async function requireVersions(rows: Rows, access: Access, ids: readonly ArtifactId[]): Promise<readonly Version[]> {
  const versions = await rows.versions.byIds([...new Set(ids)]);
  if (versions.length < new Set(ids).size) throw new StemmaError("not_found", "Cannot find the artifact");
  for (const { collection } of versions) requireAccess(access, collection.project.entityId, "the artifact");
  for (const { state } of versions)
    if (state === "PENDING")
      throw new StemmaError("not_committed", "Cannot undelete the artifact: it is a draft, expected a deleted version");
  return versions;
}

/**
 * @throws `already_exists`
 */
async function reviveCollections(rows: Rows, versions: readonly Version[], atMs: number): Promise<void> {
  const gone = new Map(versions.map(({ collection }) => [collection.id, collection]));
  for (const { id, name, project, isDeleted } of gone.values()) {
    if (!isDeleted) continue;
    if ((await rows.collections.find(project.id, name)) !== null)
      throw new StemmaError(
        "already_exists",
        `Cannot undelete the collection "${project.entityName}/${project.name}/${name}": another collection has this name now; rename that collection first`,
      );
    await rows.collections.update(id, { deletedAtMs: null, updatedAtMs: atMs });
  }
}

/**
 * Restores aliases. Adds collections without `latest` to `withoutLatest`; it is reassigned there regardless of the
 * caller's rights.
 *
 * @returns the aliases that other versions have now
 */
async function giveBackAliases(
  rows: Rows,
  { actor, right }: Access,
  { id, aliases }: DeletedVersion,
  withoutLatest: Set<CollectionId>,
  atMs: number,
): Promise<string[]> {
  const taken: string[] = [];
  for (const { collectionId, alias } of aliases) {
    if (!(await rows.versions.isMember(collectionId, id))) continue;
    const isFree = (await rows.versions.membership(collectionId, { alias })) === null;
    if (alias === LATEST) {
      if (isFree) withoutLatest.add(collectionId);
      continue;
    }
    const collection = (await rows.collections.byId(collectionId))!;
    if (!hasRight(actor, right, collection.project.entityId)) continue;
    if (isFree) await rows.aliases.set(collectionId, alias, id, atMs);
    else taken.push(alias);
  }
  return taken;
}

function isOver({ ttlSeconds, collection, createdAtMs }: Version, nowMs: number): boolean {
  const seconds = effectiveTtl(ttlSeconds, collection.inheritedTtlSeconds, null);
  return seconds !== null && createdAtMs + seconds * 1000 <= nowMs;
}

function purged(versions: readonly Version[], id: ArtifactId): StemmaError {
  const name = versionName(versions.find((version) => version.id === id)!);
  return new StemmaError(
    "deleted",
    `Cannot undelete "${name}": it was purged, and its content is gone; log it again from the original files`,
  );
}
