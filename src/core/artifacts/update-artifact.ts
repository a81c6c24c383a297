import {
  type ArtifactId,
  checkAlias,
  checkJsonObject,
  checkTag,
  checkTtl,
  MAX_ALIASES,
  MAX_JSON_BYTES,
  MAX_TAGS,
  truncate,
  StemmaError,
  type Version,
  looksLikeVersion,
} from "../../model/index.ts";
import { type Access, canAccess, requireAccess } from "../accounts/access.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Changes of a version; null or undefined leaves a field unchanged. */
export interface UpdateArtifactInput {
  readonly id: ArtifactId;
  readonly description: string | null | undefined;
  readonly metadata: string | null | undefined;
  readonly tagsToAdd: readonly string[];
  readonly tagsToDelete: readonly string[];
  /** Seconds; -1 inherits, -2 keeps forever. */
  readonly ttlSeconds: number | null | undefined;
}

/**
 * Changes the description, metadata, tags or TTL of a version; its content cannot change.
 *
 * @throws `not_found`, `forbidden`, `deleted`, `invalid_input`, `too_large`
 */
export async function updateArtifact(ports: Ports, access: Access, input: UpdateArtifactInput): Promise<Version> {
  if (input.metadata) checkJsonObject(input.metadata, "the metadata", MAX_JSON_BYTES);
  input.tagsToAdd.forEach(checkTag);
  if (input.ttlSeconds !== null && input.ttlSeconds !== undefined) checkTtl(input.ttlSeconds);
  return ports.metadata.transaction(async (rows) => {
    const version = await requireVersion(rows, access, input.id);
    await rows.versions.update(version.id, {
      updatedAtMs: ports.clock.nowMs(),
      ...(input.description === null || input.description === undefined ? {} : { description: input.description }),
      ...(input.metadata === null || input.metadata === undefined ? {} : { metadata: input.metadata }),
      ...(input.ttlSeconds === null || input.ttlSeconds === undefined ? {} : { ttlSeconds: input.ttlSeconds }),
    });
    await rows.tags.addToVersion(version.id, input.tagsToAdd);
    await rows.tags.removeFromVersion(version.id, input.tagsToDelete);
    const changed = (await rows.versions.byId(version.id))!;
    if (input.tagsToAdd.length > 0) checkCount("tags", changed.tags, MAX_TAGS);
    return changed;
  });
}

/** An alias in a collection, by its full name. */
export interface NamedAlias {
  readonly entity: string;
  readonly project: string;
  readonly collection: string;
  readonly alias: string;
}

/**
 * Sets aliases on a version, in its own collection or in one it is linked to, and removes them from other versions.
 *
 * @throws `not_found`, `forbidden`, `invalid_input`, `not_committed`
 */
export async function addAliases(
  ports: Ports,
  access: Access,
  input: { id: ArtifactId; aliases: readonly NamedAlias[] },
): Promise<void> {
  for (const { alias } of input.aliases) {
    checkAlias(alias);
    if (looksLikeVersion(alias))
      throw new StemmaError(
        "invalid_input",
        `Cannot set the alias "${truncate(alias)}": clients read it as a version number; choose another alias`,
      );
  }
  await changeAliases(
    ports,
    access,
    input,
    async (rows, collectionId, alias, atMs) => rows.aliases.set(collectionId, alias, input.id, atMs),
    MAX_ALIASES,
  );
}

/**
 * Removes aliases from a version; aliases on other versions are unchanged.
 *
 * @throws `not_found`, `forbidden`
 */
export async function deleteAliases(
  ports: Ports,
  access: Access,
  input: { id: ArtifactId; aliases: readonly NamedAlias[] },
): Promise<void> {
  await changeAliases(ports, access, input, async (rows, collectionId, alias) =>
    rows.aliases.remove(collectionId, alias, input.id),
  );
}

async function changeAliases(
  ports: Ports,
  access: Access,
  input: { id: ArtifactId; aliases: readonly NamedAlias[] },
  change: (rows: Rows, collectionId: Version["collection"]["id"], alias: string, atMs: number) => Promise<void>,
  maxAliases?: number,
): Promise<void> {
  const atMs = ports.clock.nowMs();
  await ports.metadata.transaction(async (rows) => {
    // Locked, so that it is not deleted before its aliases change.
    await rows.drafts.lock(input.id);
    const version = await rows.versions.byId(input.id);
    const targets = [];
    const known = new Map<string, ReturnType<typeof requireTarget>>();
    for (const { alias, ...place } of input.aliases) {
      const key = JSON.stringify([place.entity, place.project, place.collection]);
      if (!known.has(key)) known.set(key, requireTarget(rows, access, place, input.id));
      targets.push({ alias, ...(await known.get(key)!) });
    }
    // Readers of its project and members of the entities it is linked to may know of a version.
    const isKnown =
      version !== null &&
      version.state !== "DELETED" &&
      (canAccess({ ...access, right: "read" }, version.collection.project.entityId, "the artifact") ||
        (targets.length > 0 && targets.every(({ isMember }) => isMember)));
    if (!isKnown) throw new StemmaError("not_found", "Cannot find the artifact");
    if (version.state === "PENDING")
      throw new StemmaError("not_committed", "Cannot add an alias to a draft: expected a committed version");
    for (const { place, collectionId, alias, isMember } of targets) {
      if (!isMember)
        throw new StemmaError(
          "invalid_input",
          `Cannot change the aliases in "${place}": the version is not in that collection`,
        );
      await change(rows, collectionId, alias, atMs);
    }
    if (targets.length > 0) await rows.versions.update(version.id, { updatedAtMs: atMs });
    if (maxAliases !== undefined) checkCount("aliases", (await rows.versions.byId(version.id))!.aliases, maxAliases);
  });
}

/**
 * Returns the collection of a named alias, if the caller may change it.
 *
 * @throws `not_found`, `forbidden`
 */
async function requireTarget(rows: Rows, access: Access, named: Omit<NamedAlias, "alias">, id: ArtifactId) {
  const place = `${named.entity}/${named.project}/${named.collection}`;
  const owner = await rows.projects.find(named.entity, named.project);
  const target = owner === null ? null : await rows.collections.find(owner.id, named.collection);
  if (owner === null || target === null) throw new StemmaError("not_found", `Cannot find the collection "${place}"`);
  requireAccess(access, owner.entityId, `the collection "${place}"`);
  return { place, collectionId: target.id, isMember: await rows.versions.isMember(target.id, id) };
}

/**
 * Checks the number of new items only; existing ones above the limit stay readable and can be removed.
 *
 * @throws `invalid_input`
 */
function checkCount(what: string, list: readonly unknown[], most: number): void {
  if (list.length > most)
    throw new StemmaError(
      "invalid_input",
      `Cannot change the artifact: it would have ${list.length} ${what}, expected at most ${most}; remove some first`,
    );
}

async function requireVersion(rows: Rows, access: Access, id: ArtifactId): Promise<Version> {
  const version = await rows.versions.byId(id);
  if (version === null) throw new StemmaError("not_found", "Cannot find the artifact");
  requireAccess(access, version.collection.project.entityId, "the artifact");
  if (version.state === "DELETED") throw new StemmaError("deleted", "Cannot change the artifact: it was deleted");
  return version;
}
