import {
  type ArtifactId,
  type CollectionId,
  hasRight,
  LATEST,
  MAX_NAMED_FAULTS,
  StemmaError,
  type VersionMembership,
} from "../model/index.ts";
import type { Access } from "./access.ts";
import type { Rows } from "./ports/metadata.ts";

/**
 * Deletes committed versions inside a transaction: nothing leads to them any more, and `latest` moves to the highest
 * version that is left. Their bytes stay for the undelete window; their indexes are not given again.
 *
 * The automatic `latest` does not protect a version. Other aliases do: where the versions are at home unless they may go
 * too, where they are linked unless the caller may write there besides.
 *
 * **Errors** `protected`
 */
export async function removeVersions(
  rows: Rows,
  access: Access,
  input: { ids: readonly ArtifactId[]; areAliasesDeleted: boolean; atMs: number },
): Promise<void> {
  const places = await rows.versions.memberships(input.ids);
  await rows.collections.hold([...new Set(places.map(({ collection }) => collection.id))]);
  // Once more, now that nobody changes the aliases.
  const byVersion = Map.groupBy(await rows.versions.memberships(input.ids), ({ version }) => version.id);
  for (const memberships of byVersion.values()) requireUnprotected(access, memberships, input.areAliasesDeleted);
  await giveLatestOn(rows, await rows.deletions.delete(input.ids, input.atMs), input.atMs);
}

/** Puts `latest` of collections that lost it on their highest version, where one is left. */
export async function giveLatestOn(rows: Rows, bereft: readonly CollectionId[], atMs: number): Promise<void> {
  for (const id of bereft) {
    const newest = await rows.versions.newest(id);
    if (newest !== null) await rows.aliases.set(id, LATEST, newest, atMs);
  }
}

/** A version's own collection comes first among its memberships, then the links. **Errors** `protected` */
function requireUnprotected(
  { actor, right }: Access,
  memberships: readonly VersionMembership[],
  areAliasesDeleted: boolean,
): void {
  const own = memberships[0]!;
  const name = `${own.version.collection.name}:v${own.version.versionIndex}`;
  for (const { collection, version, versionIndex } of memberships) {
    const aliases = version.aliases
      .filter(({ collectionId, alias }) => collectionId === collection.id && alias !== LATEST)
      .map(({ alias }) => `"${alias}"`);
    const { entityId, entityName, name: project } = collection.project;
    if (aliases.length === 0 || (areAliasesDeleted && hasRight(actor, right, entityId))) continue;
    if (!hasRight(actor, "read", entityId))
      throw new StemmaError(
        "protected",
        `Cannot delete "${name}": it is linked, under aliases, where you may not look`,
      );
    const place =
      collection.id === version.collection.id
        ? "it has"
        : `it is linked as "${entityName}/${project}/${collection.name}:v${versionIndex}" and has there`;
    const remedy = areAliasesDeleted
      ? "ask who may write there to unlink it"
      : "remove them first, or say that they may go with it (delete_aliases=True)";
    const shown = aliases.slice(0, MAX_NAMED_FAULTS).join(", ");
    const noun = aliases.length === 1 ? "the alias" : "the aliases";
    throw new StemmaError("protected", `Cannot delete "${name}": ${place} ${noun} ${shown}; ${remedy}`);
  }
}
