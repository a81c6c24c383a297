import { checkTtl, type Collection, type Entity, StemmaError, TTL_INHERITED } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";

/** The default time to live of an entity or of one collection. */
export interface TimeToLiveInput {
  readonly entity: string;
  /** Both or neither. */
  readonly project: string | null;
  readonly collection: string | null;
  /** Seconds from the creation of a version; -1 inherits, -2 keeps forever. */
  readonly ttlSeconds: number;
}

/**
 * Sets the default time to live for versions without their own: of a collection, or of all collections of an entity
 * without a default. Applies to existing versions too.
 *
 * @throws `invalid_input`, `not_found`, `forbidden`
 */
export async function setTimeToLive(
  ports: Ports,
  access: Access,
  input: TimeToLiveInput,
): Promise<{ entity: Entity; collection: Collection | null }> {
  const ttlSeconds = checkTtl(input.ttlSeconds) === TTL_INHERITED ? null : input.ttlSeconds;
  return ports.metadata.transaction(async (rows) => {
    const entity = await rows.accounts.findEntity(input.entity);
    if (entity === null) throw new StemmaError("not_found", `Cannot find the entity "${input.entity.slice(0, 80)}"`);
    requireAccess(access, entity.id, `the entity "${input.entity.slice(0, 80)}"`);
    if (input.collection === null) {
      await rows.members.updateEntity(entity.id, { ttlSeconds });
      return { entity: { ...entity, ttlSeconds }, collection: null };
    }
    const project = input.project === null ? null : await rows.projects.find(entity.name, input.project);
    const collection = project === null ? null : await rows.collections.find(project.id, input.collection);
    if (collection === null)
      throw new StemmaError(
        "not_found",
        `Cannot find the collection "${entity.name}/${input.project ?? ""}/${input.collection.slice(0, 80)}"`,
      );
    await rows.collections.update(collection.id, { ttlSeconds, updatedAtMs: ports.clock.nowMs() });
    return { entity, collection: await rows.collections.byId(collection.id) };
  });
}
