import {
  checkCollectionName,
  checkPortfolioName,
  checkPlainName,
  checkTag,
  MAX_TAGS,
  type Collection,
  type CollectionId,
  StemmaError,
} from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import type { Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Changes of a collection; null or undefined leaves a field unchanged. */
export interface ChangeCollectionInput {
  readonly id: CollectionId;
  readonly name: string | null | undefined;
  readonly description: string | null | undefined;
  /** Name of the type; created if it does not exist. */
  readonly type: string | null | undefined;
}

/**
 * Changes the name, description or type of a collection; its versions are unchanged.
 *
 * @throws `not_found`, `forbidden`, `deleted`, `invalid_input`, `already_exists`
 */
export async function changeCollection(
  ports: Ports,
  access: Access,
  input: ChangeCollectionInput,
): Promise<Collection> {
  const atMs = ports.clock.nowMs();
  return ports.metadata.transaction(async (rows) => {
    const collection = await rows.collections.byId(input.id);
    if (collection === null) throw new StemmaError("not_found", "Cannot find the collection");
    requireAccess(access, collection.project.entityId, "the collection");
    if (collection.isDeleted)
      throw new StemmaError("deleted", `Cannot change the collection "${collection.name}": it was deleted`);
    const name = await freeName(rows, collection, input.name);
    const type = input.type
      ? await rows.types.insert({ projectId: collection.project.id, name: checkPlainName(input.type, "type"), atMs })
      : undefined;
    await rows.collections.update(collection.id, {
      updatedAtMs: atMs,
      ...(name === undefined ? {} : { name }),
      ...(input.description === null || input.description === undefined ? {} : { description: input.description }),
      ...(type === undefined ? {} : { typeId: type.id }),
    });
    return (await rows.collections.byId(collection.id))!;
  });
}

async function freeName(
  rows: Rows,
  collection: Collection,
  name: string | null | undefined,
): Promise<string | undefined> {
  if (name === null || name === undefined || name === collection.name) return undefined;
  if (collection.kind === "portfolio") checkPortfolioName(name);
  else checkCollectionName(name);
  if ((await rows.collections.find(collection.project.id, name)) !== null) {
    throw new StemmaError(
      "already_exists",
      `Cannot rename "${collection.name}" to "${name}": a collection with this name already exists`,
    );
  }
  return name;
}

/**
 * Adds tags to a collection or removes them.
 *
 * @throws `not_found`, `forbidden`, `invalid_input`
 */
export async function tagCollection(
  ports: Ports,
  access: Access,
  input: { entity: string; project: string; collection: string; add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  input.add.forEach(checkTag);
  await ports.metadata.transaction(async (rows) => {
    const project = await rows.projects.find(input.entity, input.project);
    const collection = project === null ? null : await rows.collections.find(project.id, input.collection);
    const place = `the collection "${input.entity}/${input.project}/${input.collection}"`;
    if (project === null || collection === null) throw new StemmaError("not_found", `Cannot find ${place}`);
    requireAccess(access, project.entityId, place);
    await rows.tags.addToCollection(collection.id, input.add);
    await rows.tags.removeFromCollection(collection.id, input.remove);
    const { tags } = (await rows.collections.byId(collection.id))!;
    if (input.add.length > 0 && tags.length > MAX_TAGS)
      throw new StemmaError(
        "invalid_input",
        `Cannot tag ${place}: it would have ${tags.length} tags, expected at most ${MAX_TAGS}; remove some first`,
      );
  });
}
