import { sql } from "kysely";
import type { CollectionRows, TagRows, TypeRows } from "../../../core/ports/metadata.ts";
import {
  type Collection,
  type CollectionId,
  type CollectionKind,
  effectiveTtl,
  listName,
  type ProjectId,
  StemmaError,
  type TypeId,
} from "../../../model/index.ts";
import { collectionOrder, meetsCollectionQuery } from "./collection-query.ts";
import { inputValues } from "../engine/input-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import { projectsById } from "../project-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import type { Db } from "../tables.ts";

/** Collections as rows. The name of a deleted collection can be used again. */
export function collectionRows(scope: RowsScope): CollectionRows {
  const { db } = scope;
  async function one(query: ReturnType<typeof selectCollections>): Promise<Collection | null> {
    return (await toCollections(scope, await query.execute()))[0] ?? null;
  }
  const find: CollectionRows["find"] = (projectId, name) =>
    one(
      selectCollections(db)
        .where("collections.project_id", "=", projectId)
        .where("collections.name", "=", name)
        .where("deleted_at_ms", "is", null),
    );
  return {
    find,
    byId: (id) => one(selectCollections(db).where("collections.id", "=", id)),
    async insert({ projectId, typeId, kind, name, atMs }) {
      const row = {
        project_id: projectId,
        type_id: typeId,
        kind,
        name,
        description: null,
        next_version_index: 0,
        created_at_ms: atMs,
        updated_at_ms: atMs,
        deleted_at_ms: null,
      };
      await db
        .insertInto("collections")
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(["project_id", "name"]).where("deleted_at_ms", "is", null).doNothing(),
        )
        .execute();
      return (await find(projectId, name))!;
    },
    async update(id, { name, description, typeId, ttlSeconds, deletedAtMs, updatedAtMs }) {
      const changes = {
        updated_at_ms: updatedAtMs,
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
        ...(typeId === undefined ? {} : { type_id: typeId }),
        ...(ttlSeconds === undefined ? {} : { ttl_seconds: ttlSeconds }),
        ...(deletedAtMs === undefined ? {} : { deleted_at_ms: deletedAtMs }),
      };
      await db.updateTable("collections").set(changes).where("id", "=", id).execute();
    },
    list(projectId, type, page, options = {}) {
      const query = selectCollections(db)
        .where("collections.project_id", "=", projectId)
        .where("deleted_at_ms", "is", null)
        .where(meetsCollectionQuery(scope, options));
      return keysetPage(
        type === undefined ? query : query.where("collections.type_id", "=", type),
        collectionOrder(listName("collections", projectId, type ?? null), options.order),
        page,
        (rows) => toCollections(scope, rows),
      );
    },
    async ownersOf(ids) {
      return db
        .selectFrom("collections")
        .innerJoin("projects", "projects.id", "collections.project_id")
        .select(["collections.id", "projects.entity_id as entityId"])
        .where("collections.id", "in", inputValues(scope.capabilities, "int", ids))
        .execute();
    },
    async lock(ids) {
      if (!scope.capabilities.hasRowLocks || ids.length === 0) return;
      // All callers lock in the order of ids, which prevents deadlocks.
      const locked = db.selectFrom("collections").select("id").where("id", "in", ids).orderBy("id");
      await locked.forNoKeyUpdate().execute();
    },
    async takeVersionIndex(id, atMs) {
      // On PostgreSQL the update locks the row until the transaction ends, so concurrent commits get consecutive
      // numbers.
      const taken = await db
        .updateTable("collections")
        .set(({ eb }) => ({ next_version_index: eb("next_version_index", "+", 1), updated_at_ms: atMs }))
        .where("id", "=", id)
        .where("deleted_at_ms", "is", null)
        .returning("next_version_index")
        .executeTakeFirst();
      if (taken === undefined)
        throw new StemmaError(
          "deleted",
          "Cannot add a version to the collection: it was deleted; log or link it again",
        );
      return taken.next_version_index - 1;
    },
  };
}

/** Artifact types as rows. */
export function typeRows({ db }: RowsScope): TypeRows {
  const types = () =>
    db.selectFrom("artifact_types").select(["id", "name", "description", "created_at_ms as createdAtMs"]);
  const find: TypeRows["find"] = async (projectId, name) =>
    (await types().where("project_id", "=", projectId).where("name", "=", name).executeTakeFirst()) ?? null;
  return {
    find,
    async insert({ projectId, name, atMs }) {
      await db
        .insertInto("artifact_types")
        .values({ project_id: projectId, name, description: null, created_at_ms: atMs })
        .onConflict((conflict) => conflict.columns(["project_id", "name"]).doNothing())
        .execute();
      return (await find(projectId, name))!;
    },
    list: (projectId, page) =>
      keysetPage(
        types().where("project_id", "=", projectId),
        { list: listName("types", projectId), keys: [{ value: sql`artifact_types.name`, type: "text" }] },
        page,
        (rows) => rows.map(({ id, name, description, createdAtMs }) => ({ id, name, description, createdAtMs })),
      ),
  };
}

/** Tags of versions and collections as rows. */
export function tagRows({ db }: RowsScope): TagRows {
  return {
    async addToVersion(id, tags) {
      if (tags.length === 0) return;
      await db
        .insertInto("artifact_tags")
        .values(tags.map((tag) => ({ artifact_id: id, tag })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async removeFromVersion(id, tags) {
      if (tags.length > 0)
        await db.deleteFrom("artifact_tags").where("artifact_id", "=", id).where("tag", "in", tags).execute();
    },
    async addToCollection(id, tags) {
      if (tags.length === 0) return;
      await db
        .insertInto("collection_tags")
        .values(tags.map((tag) => ({ collection_id: id, tag })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async removeFromCollection(id, tags) {
      if (tags.length > 0)
        await db.deleteFrom("collection_tags").where("collection_id", "=", id).where("tag", "in", tags).execute();
    },
  };
}

/** Returns collections by id, each once, including deleted ones. */
export async function collectionsById(
  scope: RowsScope,
  ids: readonly CollectionId[],
): Promise<Map<CollectionId, Collection>> {
  if (ids.length === 0) return new Map();
  const rows = await selectCollections(scope.db)
    .where("collections.id", "in", inputValues(scope.capabilities, "int", [...new Set(ids)]))
    .execute();
  return new Map((await toCollections(scope, rows)).map((collection) => [collection.id, collection]));
}

function selectCollections(db: Db) {
  return db
    .selectFrom("collections")
    .innerJoin("artifact_types", "artifact_types.id", "collections.type_id")
    .innerJoin("projects", "projects.id", "collections.project_id")
    .innerJoin("entities", "entities.id", "projects.entity_id")
    .select([
      "collections.id",
      "collections.project_id",
      "collections.type_id",
      "artifact_types.name as type",
      "collections.kind",
      "collections.name",
      "collections.description",
      "collections.created_at_ms",
      "collections.updated_at_ms",
      "collections.deleted_at_ms",
      "collections.ttl_seconds",
      "entities.ttl_seconds as entity_ttl_seconds",
    ]);
}

interface CollectionRow {
  id: CollectionId;
  project_id: ProjectId;
  type_id: TypeId;
  type: string;
  kind: CollectionKind;
  name: string;
  description: string | null;
  created_at_ms: number;
  updated_at_ms: number;
  deleted_at_ms: number | null;
  ttl_seconds: number | null;
  entity_ttl_seconds: number | null;
}

async function toCollections(scope: RowsScope, rows: readonly CollectionRow[]): Promise<Collection[]> {
  if (rows.length === 0) return [];
  const projects = await projectsById(
    scope.db,
    rows.map((row) => row.project_id),
  );
  const ids = inputValues(
    scope.capabilities,
    "int",
    rows.map((row) => row.id),
  );
  const tags = Map.groupBy(
    await scope.db.selectFrom("collection_tags").selectAll().where("collection_id", "in", ids).orderBy("tag").execute(),
    (tag) => tag.collection_id,
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    project: projects.get(row.project_id)!,
    typeId: row.type_id,
    type: row.type,
    description: row.description,
    tags: (tags.get(row.id) ?? []).map(({ tag }) => tag),
    ttlSeconds: row.ttl_seconds,
    inheritedTtlSeconds: effectiveTtl(null, row.ttl_seconds, row.entity_ttl_seconds),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    isDeleted: row.deleted_at_ms !== null,
  }));
}
