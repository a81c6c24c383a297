import type { ArtifactId, Version } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Returns the bytes freed by deleting versions together. For callers who may not see the whole store, counts each
 * entity as if it were the only one.
 */
export async function freedBytes(
  { accounting }: Ports,
  { actor }: Access,
  versions: readonly Pick<Version, "id" | "collection">[],
): Promise<number> {
  const idsOf = (some: typeof versions) => some.map(({ id }) => id);
  if (actor.isSiteAdmin) return accounting.freedBy(idsOf(versions), null);
  let bytes = 0;
  for (const [entityId, some] of Map.groupBy(versions, ({ collection }) => collection.project.entityId))
    bytes += await accounting.freedBy(idsOf(some), entityId);
  return bytes;
}

/** Returns the bytes freed by deleting each of these versions alone, as far as the caller may know. */
export async function freedByEach(
  { accounting }: Ports,
  { actor }: Access,
  versions: readonly Pick<Version, "id" | "collection">[],
): Promise<ReadonlyMap<ArtifactId, number>> {
  const freed = new Map<ArtifactId, number>();
  const groups = actor.isSiteAdmin
    ? [[null, versions] as const]
    : Map.groupBy(versions, ({ collection }) => collection.project.entityId);
  for (const [entityId, some] of groups) {
    const ids = some.map(({ id }) => id);
    const bytes = ids.length === 0 ? [] : await accounting.freedByEach(ids, entityId);
    for (const [index, id] of ids.entries()) freed.set(id, bytes[index]!);
  }
  return freed;
}

/**
 * The same for versions by id.
 *
 * @returns bytes by id
 */
export async function freedByIds(
  ports: Ports,
  access: Access,
  ids: readonly ArtifactId[],
): Promise<ReadonlyMap<ArtifactId, number>> {
  return freedByEach(ports, access, await ports.metadata.read.versions.byIds(ids));
}
