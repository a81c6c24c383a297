import type { VersionRows } from "../../../core/ports/metadata.ts";
import {
  type Alias,
  type AliasId,
  type ArtifactId,
  type CollectionId,
  type EntityId,
  type MembershipId,
  type Version,
  type VersionMembership,
} from "../../../model/index.ts";
import { collectionsById } from "./collection-rows.ts";
import { inputValues } from "../engine/input-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";
import { meetsConditions, versionOrder } from "./version-query.ts";

/** Versions as rows, with their aliases and tags. */
export function versionRows(scope: RowsScope): VersionRows {
  const { db } = scope;
  async function toMemberships(rows: readonly MembershipRow[]): Promise<VersionMembership[]> {
    const versions = new Map(
      (
        await versionsById(
          scope,
          rows.map((row) => row.artifact_id),
        )
      ).map((version) => [version.id, version]),
    );
    const collections = await collectionsById(
      scope,
      rows.map((row) => row.collection_id),
    );
    return rows.map((row) => ({
      id: row.id,
      collection: collections.get(row.collection_id)!,
      versionIndex: row.version_index,
      version: versions.get(row.artifact_id)!,
      createdAtMs: row.created_at_ms,
      isProtecting: row.is_protecting === null ? null : row.is_protecting === 1,
      linkedBy: row.linked_by,
    }));
  }
  const memberships = () =>
    db
      .selectFrom("memberships")
      .innerJoin("artifacts", "artifacts.id", "memberships.artifact_id")
      .leftJoin("users as linker", "linker.id", "memberships.linked_by")
      .leftJoin("entities as linker_entity", "linker_entity.id", "linker.entity_id")
      .select([
        "memberships.id",
        "memberships.collection_id",
        "memberships.artifact_id",
        "memberships.version_index",
        "memberships.created_at_ms",
        "memberships.is_protecting",
        "linker_entity.name as linked_by",
      ])
      .where("artifacts.state", "=", "COMMITTED");
  const committed = (collectionId: CollectionId) =>
    db.selectFrom("artifacts").select("id").where("collection_id", "=", collectionId).where("state", "=", "COMMITTED");

  return {
    async byId(id) {
      return (await versionsById(scope, [id]))[0] ?? null;
    },
    byIds: (ids) => versionsById(scope, ids),
    async findCommitted(collectionId, digest) {
      return (
        (
          await committed(collectionId)
            .where("digest", "=", digest)
            .orderBy("version_index")
            .limit(1)
            .executeTakeFirst()
        )?.id ?? null
      );
    },
    async newest(collectionId) {
      const newest = memberships()
        .where("memberships.collection_id", "=", collectionId)
        .orderBy("memberships.version_index", "desc");
      return (await newest.limit(1).executeTakeFirst())?.artifact_id ?? null;
    },
    async membership(collectionId, name) {
      let query = memberships().where("memberships.collection_id", "=", collectionId);
      query =
        "alias" in name
          ? query.where(({ exists, selectFrom, ref, val }) =>
              exists(
                selectFrom("aliases")
                  .select("aliases.id")
                  .where("aliases.alias", "=", val(name.alias))
                  .where("aliases.collection_id", "=", ref("memberships.collection_id"))
                  .where("aliases.artifact_id", "=", ref("memberships.artifact_id")),
              ),
            )
          : query.where("memberships.version_index", "=", name.versionIndex);
      return (await toMemberships(await query.execute()))[0] ?? null;
    },
    async isMember(collectionId, id) {
      const row = await db
        .selectFrom("memberships")
        .select("id")
        .where("collection_id", "=", collectionId)
        .where("artifact_id", "=", id)
        .executeTakeFirst();
      return row !== undefined;
    },
    async memberships(ids) {
      return toMemberships(
        await memberships()
          .where("memberships.artifact_id", "in", inputValues(scope.capabilities, "int", ids))
          .orderBy("memberships.artifact_id")
          .orderBy("memberships.id")
          .execute(),
      );
    },
    async madeBy(runId) {
      const made = db.selectFrom("artifacts").select("id").where("made_by_run_id", "=", runId);
      return (await made.where("state", "=", "COMMITTED").execute()).map(({ id }) => id);
    },
    list: (collectionId, page, { order, conditions = {} } = {}) =>
      keysetPage(
        memberships().where("memberships.collection_id", "=", collectionId).where(meetsConditions(scope, conditions)),
        versionOrder(collectionId, order),
        page,
        toMemberships,
      ),
    async update(id, { description, metadata, ttlSeconds, updatedAtMs }) {
      const changes = {
        updated_at_ms: updatedAtMs,
        ...(description === undefined ? {} : { description }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(ttlSeconds === undefined ? {} : { ttl_seconds: ttlSeconds }),
      };
      await db.updateTable("artifacts").set(changes).where("id", "=", id).execute();
    },
  };
}

/** Returns versions by id, in the given order; omits unknown ids. */
export async function versionsById(scope: RowsScope, ids: readonly ArtifactId[]): Promise<Version[]> {
  if (ids.length === 0) return [];
  const found = new Map((await loadVersions(scope, [...new Set(ids)])).map((version) => [version.id, version]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

async function loadVersions(scope: RowsScope, versionIds: readonly ArtifactId[]): Promise<Version[]> {
  const { db, capabilities } = scope;
  const ids = inputValues(capabilities, "int", versionIds);
  const rows = await db
    .selectFrom("artifacts")
    .select([
      "id",
      "collection_id",
      "state",
      "version_index",
      "digest",
      "digest_algorithm",
      "description",
      "metadata",
      "size_bytes",
      "entry_count",
      "ttl_seconds",
      "history_step",
      "made_by_run_id",
      "created_at_ms",
      "updated_at_ms",
    ])
    .where("id", "in", ids)
    .execute();
  const collections = await collectionsById(
    scope,
    rows.map((row) => row.collection_id),
  );
  const aliases = groupBy(
    await db
      .selectFrom("aliases")
      .innerJoin("collections", "collections.id", "aliases.collection_id")
      .innerJoin("projects", "projects.id", "collections.project_id")
      .select(["aliases.id", "aliases.alias", "aliases.collection_id", "aliases.artifact_id", "projects.entity_id"])
      .where("aliases.artifact_id", "in", ids)
      .orderBy("aliases.id")
      .execute(),
  );
  const tags = groupBy(
    await db.selectFrom("artifact_tags").selectAll().where("artifact_id", "in", ids).orderBy("tag").execute(),
  );
  return rows.map((row) => ({
    id: row.id,
    collection: collections.get(row.collection_id)!,
    state: row.state,
    versionIndex: row.version_index,
    digest: row.digest,
    digestAlgorithm: row.digest_algorithm,
    description: row.description,
    metadata: row.metadata,
    sizeBytes: row.size_bytes,
    entryCount: row.entry_count,
    ttlSeconds: row.ttl_seconds,
    historyStep: row.history_step,
    madeByRunId: row.made_by_run_id,
    aliases: (aliases.get(row.id) ?? []).map(toAlias),
    tags: (tags.get(row.id) ?? []).map(({ tag }) => tag),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }));
}

interface MembershipRow {
  id: MembershipId;
  collection_id: CollectionId;
  artifact_id: ArtifactId;
  version_index: number;
  created_at_ms: number;
  is_protecting: number | null;
  linked_by: string | null;
}

/** Converts a row to an alias. */
export function toAlias(row: { id: AliasId; alias: string; collection_id: CollectionId; entity_id: EntityId }): Alias {
  return { id: row.id, alias: row.alias, collectionId: row.collection_id, entityId: row.entity_id };
}

function groupBy<Row extends { artifact_id: ArtifactId }>(rows: readonly Row[]): Map<ArtifactId, Row[]> {
  return Map.groupBy(rows, (row) => row.artifact_id);
}
