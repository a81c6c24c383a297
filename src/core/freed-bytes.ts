import type { Version } from "../model/index.ts";
import type { Access } from "./access.ts";
import type { Ports } from "./ports/ports.ts";

/**
 * What ending versions together gives back, as far as the caller may know: who may not see the whole store is told it for
 * each entity as if that were alone.
 *
 * **Units** bytes
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
