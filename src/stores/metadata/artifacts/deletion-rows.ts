import { sql } from "kysely";
import type { DeletedVersion, DeletionRows } from "../../../core/ports/metadata.ts";
import { type ArtifactId, type CollectionId, LATEST, listName, TTL_INHERITED } from "../../../model/index.ts";
import { dropManifests } from "./drop-manifests.ts";
import { inputRows, inputValues } from "../engine/input-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import { markSourcesStale } from "./reference-rows.ts";
import { isPurgeable } from "./purgeable.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** Deleting and purging versions as rows. A deleted version has the state DELETED; purging removes its manifest. */
export function deletionRows(scope: RowsScope): DeletionRows {
  const { db, capabilities } = scope;
  return {
    async delete(ids, atMs) {
      const lost = await db
        .deleteFrom("aliases")
        .where("artifact_id", "in", inputValues(capabilities, "int", ids))
        .returning(["artifact_id", "collection_id", "alias"])
        .execute();
      const aliasesOf = Map.groupBy(lost, ({ artifact_id }) => artifact_id);
      const input = inputRows(
        capabilities,
        { id: "int", aliases: "text" },
        ids.map((id) => [id, writeAliases(aliasesOf.get(id) ?? [])]),
      );
      await sql`update artifacts set state = 'DELETED', deleted_at_ms = ${atMs}, updated_at_ms = ${atMs},
          deleted_aliases = input.aliases
        from ${input} as input where artifacts.id = input.id and artifacts.state = 'COMMITTED'`.execute(db);
      return [
        ...new Set(lost.filter(({ alias }) => alias === LATEST).map(({ collection_id }) => collection_id)),
      ] as CollectionId[];
    },
    async expired(nowMs, count) {
      const isUnlinked = sql`not exists (select 1 from memberships
        where memberships.artifact_id = artifacts.id and memberships.collection_id <> artifacts.collection_id
          and coalesce(memberships.is_protecting, 1) = 1)`;
      const own = await sql<{ id: ArtifactId }>`
        select artifacts.id from artifacts
        where state = 'COMMITTED' and ttl_seconds > 0 and created_at_ms + ttl_seconds * 1000 <= ${nowMs} and ${isUnlinked}
        order by artifacts.id limit ${count} ${skipLocked(scope)}`.execute(db);
      // Versions that inherit a time to live; few collections set one.
      const inherited = await sql<{ id: ArtifactId }>`
        select artifacts.id from collections join projects on projects.id = collections.project_id
        join entities on entities.id = projects.entity_id join artifacts on artifacts.collection_id = collections.id
        where coalesce(collections.ttl_seconds, entities.ttl_seconds) > 0 and artifacts.state = 'COMMITTED'
          and coalesce(artifacts.ttl_seconds, ${TTL_INHERITED}) = ${TTL_INHERITED}
          and artifacts.created_at_ms + coalesce(collections.ttl_seconds, entities.ttl_seconds) * 1000 <= ${nowMs}
          and ${isUnlinked}
        order by artifacts.id limit ${count - own.rows.length} ${skipLocked(scope)}`.execute(db);
      return [...own.rows, ...inherited.rows].map(({ id }) => id);
    },
    async purgeable(deletedUntilMs, count) {
      const { rows } = await sql<{ id: ArtifactId }>`
        select artifacts.id from artifacts where ${isPurgeable} and deleted_at_ms <= ${deletedUntilMs}
        order by artifacts.id limit ${count} ${skipLocked(scope)}`.execute(db);
      return rows.map(({ id }) => id);
    },
    async purgeableOf(ids, { withKept }) {
      const isKept = withKept
        ? sql`artifacts.state = 'DELETED' and artifacts.kept_manifest_id is not null`
        : sql`1 = 0`;
      const { rows } = await sql<{ id: ArtifactId }>`
        select artifacts.id from artifacts where (${isPurgeable} or ${isKept}) and artifacts.id in ${inputValues(capabilities, "int", ids)}
        order by artifacts.id ${capabilities.hasRowLocks ? sql`for update of artifacts` : sql``}`.execute(db);
      return rows.map(({ id }) => id);
    },
    async deleted(ids) {
      const rows = db
        .selectFrom("artifacts")
        .select(["id", "collection_id", "manifest_id", "deleted_at_ms", "deleted_aliases"])
        .where("id", "in", inputValues(capabilities, "int", ids))
        .where("state", "=", "DELETED")
        .orderBy("id");
      const locked = await (capabilities.hasRowLocks ? rows.forUpdate() : rows).execute();
      return locked.map(toDeleted);
    },
    list({ entityId, projectId, collection, isKeptForOthers = false }, page) {
      let rows = db
        .selectFrom("artifacts")
        .innerJoin("collections", "collections.id", "artifacts.collection_id")
        .innerJoin("projects", "projects.id", "collections.project_id")
        .select(["artifacts.id", "collection_id", "manifest_id", "artifacts.deleted_at_ms", "deleted_aliases"])
        .where("artifacts.state", "=", "DELETED")
        .where(isKeptForOthers ? "artifacts.kept_manifest_id" : "artifacts.manifest_id", "is not", null);
      if (entityId !== null) rows = rows.where("projects.entity_id", "=", entityId);
      if (projectId !== null) rows = rows.where("projects.id", "=", projectId);
      if (collection !== null) rows = rows.where("collections.name", "=", collection);
      return keysetPage(
        rows,
        {
          list: listName(isKeptForOthers ? "kept" : "deleted", entityId, projectId, collection),
          keys: [
            { value: sql`artifacts.deleted_at_ms`, type: "int", isDescending: true },
            { value: sql`artifacts.id`, type: "int", isDescending: true },
          ],
        },
        page,
        (found) => found.map(toDeleted),
      );
    },
    async undelete(ids, atMs) {
      await db
        .updateTable("artifacts")
        .set({ state: "COMMITTED", deleted_at_ms: null, deleted_aliases: null, updated_at_ms: atMs })
        .where("id", "in", inputValues(capabilities, "int", ids))
        .where("state", "=", "DELETED")
        .where("manifest_id", "is not", null)
        .execute();
    },
    async purge(ids) {
      await markSourcesStale(scope, ids);
      await db
        .updateTable("artifacts")
        .set({ manifest_id: null, kept_manifest_id: null, is_kept_stale: 0 })
        .where("id", "in", inputValues(capabilities, "int", ids))
        .execute();
      await dropManifests(scope, { artifactIds: ids });
    },
  };
}

/** Locks the rows of a query. Skips rows locked by another transaction. */
function skipLocked({ capabilities }: RowsScope) {
  return capabilities.hasRowLocks ? sql`for update of artifacts skip locked` : sql``;
}

function toDeleted(row: {
  id: ArtifactId;
  collection_id: CollectionId;
  manifest_id: number | null;
  deleted_at_ms: number | null;
  deleted_aliases: string | null;
}): DeletedVersion {
  return {
    id: row.id,
    collectionId: row.collection_id,
    deletedAtMs: row.deleted_at_ms!,
    isPurged: row.manifest_id === null,
    aliases: readAliases(row.deleted_aliases),
  };
}

/**
 * @returns JSON, `[[collection id, alias]]`
 */
function writeAliases(aliases: readonly { collection_id: number; alias: string }[]): string {
  return JSON.stringify(aliases.map(({ collection_id, alias }) => [collection_id, alias]));
}

function readAliases(text: string | null): { collectionId: CollectionId; alias: string }[] {
  const aliases = text === null ? [] : (JSON.parse(text) as [CollectionId, string][]);
  return aliases.map(([collectionId, alias]) => ({ collectionId, alias }));
}
