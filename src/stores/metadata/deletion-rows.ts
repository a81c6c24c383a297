import { sql } from "kysely";
import type { DeletionRows } from "../../core/ports/metadata.ts";
import { type ArtifactId, type CollectionId, LATEST } from "../../model/index.ts";
import { dropManifests } from "./drop-manifests.ts";
import { inputRows, inputValues } from "./input-rows.ts";
import type { RowsScope } from "./rows-scope.ts";

/** The end of versions as rows: DELETED first, without a manifest when they are purged. */
export function deletionRows(scope: RowsScope): DeletionRows {
  const { db, facts } = scope;
  return {
    async delete(ids, atMs) {
      const lost = await db
        .deleteFrom("aliases")
        .where("artifact_id", "in", inputValues(facts, "int", ids))
        .returning(["artifact_id", "collection_id", "alias"])
        .execute();
      const aliasesOf = Map.groupBy(lost, ({ artifact_id }) => artifact_id);
      const given = inputRows(
        facts,
        { id: "int", aliases: "text" },
        ids.map((id) => [id, writeAliases(aliasesOf.get(id) ?? [])]),
      );
      await sql`update artifacts set state = 'DELETED', deleted_at_ms = ${atMs}, updated_at_ms = ${atMs},
          deleted_aliases = given.aliases
        from ${given} as given where artifacts.id = given.id and artifacts.state = 'COMMITTED'`.execute(db);
      return [
        ...new Set(lost.filter(({ alias }) => alias === LATEST).map(({ collection_id }) => collection_id)),
      ] as CollectionId[];
    },
    async expired(nowMs, count) {
      const { rows } = await sql<{ id: ArtifactId }>`
        select artifacts.id from artifacts
        where state = 'COMMITTED' and ttl_seconds > 0 and created_at_ms + ttl_seconds * 1000 <= ${nowMs}
          and not exists (select 1 from memberships
            where memberships.artifact_id = artifacts.id and memberships.collection_id <> artifacts.collection_id)
        order by artifacts.id limit ${count} ${passingLock(scope)}`.execute(db);
      return rows.map(({ id }) => id);
    },
    async purgeable(deletedUntilMs, count) {
      const { rows } = await sql<{ id: ArtifactId }>`
        select artifacts.id from artifacts
        where state = 'DELETED' and manifest_id is not null and deleted_at_ms <= ${deletedUntilMs}
          and not exists (select 1 from artifacts as draft
            where draft.base_artifact_id = artifacts.id and draft.state = 'PENDING')
          and not exists (select 1 from manifests join artifacts as draft on draft.id = manifests.artifact_id
            where manifests.base_artifact_id = artifacts.id and draft.state = 'PENDING')
        order by artifacts.id limit ${count} ${passingLock(scope)}`.execute(db);
      return rows.map(({ id }) => id);
    },
    async purge(ids) {
      await db
        .updateTable("artifacts")
        .set({ manifest_id: null })
        .where("id", "in", inputValues(facts, "int", ids))
        .execute();
      await dropManifests(scope, { artifactIds: ids });
    },
  };
}

/** Holds what a query finds, but for what another transaction works with. */
function passingLock({ facts }: RowsScope) {
  return facts.hasRowLocks ? sql`for update of artifacts skip locked` : sql``;
}

/** **Shape** JSON, `[[collection id, alias]]` */
function writeAliases(aliases: readonly { collection_id: number; alias: string }[]): string {
  return JSON.stringify(aliases.map(({ collection_id, alias }) => [collection_id, alias]));
}
