import { type RawBuilder, sql } from "kysely";
import type { ReferenceRows, ReferredSource } from "../../../core/ports/metadata.ts";
import type { ArtifactId, ManifestId } from "../../../model/index.ts";
import { dropManifests } from "./drop-manifests.ts";
import { inputRows, inputValues } from "../engine/input-rows.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** References from versions to entries of other versions, as rows. */
export function referenceRows(scope: RowsScope): ReferenceRows {
  const { db, capabilities } = scope;
  return {
    async clear(manifestId) {
      await db.deleteFrom("manifest_sources").where("manifest_id", "=", manifestId).execute();
    },
    async add(manifestId, references) {
      const input = inputRows(
        capabilities,
        { source_id: "int", path: "text" },
        references.map(({ sourceId, path }) => [sourceId, path]),
      );
      await sql`insert into manifest_sources (manifest_id, source_id, is_keeping)
        select distinct cast(${manifestId} as bigint), artifacts.id, 0 from ${input} as input cross join artifacts
        where artifacts.id = input.source_id on conflict do nothing`.execute(db);
      await sql`insert into manifest_references (manifest_id, source_id, path)
        select distinct cast(${manifestId} as bigint), manifest_sources.source_id, input.path
        from ${input} as input cross join manifest_sources
        where manifest_sources.manifest_id = ${manifestId} and manifest_sources.source_id = input.source_id
        on conflict do nothing`.execute(db);
    },
    async copy(from, to) {
      const manifests = inputValues(capabilities, "int", from);
      await sql`insert into manifest_sources (manifest_id, source_id, is_keeping)
        select distinct cast(${to} as bigint), source_id, 0 from manifest_sources
        where manifest_id in ${manifests} on conflict do nothing`.execute(db);
      await sql`insert into manifest_references (manifest_id, source_id, path)
        select distinct cast(${to} as bigint), source_id, path from manifest_references
        where manifest_id in ${manifests} on conflict do nothing`.execute(db);
    },
    async sourcesOf(manifestId) {
      const { rows } = await sql<Omit<ReferredSource, "isAllReadable"> & { unreadable: number }>`
        select artifacts.id as "sourceId", projects.entity_id as "entityId", artifacts.state as "state",
          case when artifacts.state = 'DELETED' and exists (select 1 from manifest_references as own
            where own.manifest_id = manifest_sources.manifest_id and own.source_id = manifest_sources.source_id
              and not exists (select 1 from ${keptReferences(isCommitted)}
                and reference.source_id = own.source_id and reference.path = own.path)) then 1 else 0 end as unreadable
        from manifest_sources join artifacts on artifacts.id = manifest_sources.source_id
        join collections on collections.id = artifacts.collection_id join projects on projects.id = collections.project_id
        where manifest_sources.manifest_id = ${manifestId}
        ${capabilities.hasRowLocks ? sql`for share of artifacts` : sql``}`.execute(db);
      return rows.map(({ unreadable, ...source }) => ({ ...source, isAllReadable: unreadable === 0 }));
    },
    async keep(manifestId, sourceIds) {
      await db
        .updateTable("manifest_sources")
        .set({ is_keeping: 1 })
        .where("manifest_id", "=", manifestId)
        .where("source_id", "in", inputValues(capabilities, "int", sourceIds))
        .execute();
    },
    async readablePaths(sourceId, query) {
      const which =
        "among" in query
          ? sql`reference.path in ${inputValues(capabilities, "text", query.among)} order by reference.path`
          : sql`reference.path > ${query.after} order by reference.path limit ${query.first}`;
      return paths(sql`select distinct reference.path from ${keptReferences(isCommitted)}
        and reference.source_id = ${sourceId} and ${which}`);
    },
    keptPaths: (sourceId) =>
      paths(sql`select distinct reference.path from ${keptReferences(ANY)}
        and reference.source_id = ${sourceId} order by reference.path`),
    async keptAmong(sourceIds) {
      const { rows } = await sql<{
        id: ArtifactId;
      }>`select distinct reference.source_id as id from ${keptReferences(ANY)}
        and reference.source_id in ${inputValues(capabilities, "int", sourceIds)}`.execute(db);
      return rows.map(({ id }) => id);
    },
    async referrersOf(sourceId) {
      const { rows } = await sql<{ id: ArtifactId; count: number | string }>`
        select referrer.id, count(*) as count from ${keptReferences(ANY)}
          and reference.source_id = ${sourceId} group by referrer.id order by referrer.id`.execute(db);
      return rows.map(({ id, count }) => ({ id, entryCount: Number(count) }));
    },
    async manifestOf(id) {
      const { rows } = await sql<{ id: ManifestId | null }>`
        select coalesce(manifest_id, kept_manifest_id) as id from artifacts where id = ${id}`.execute(db);
      return rows[0]?.id ?? null;
    },
    async stale(count) {
      const rows = db.selectFrom("artifacts").select("id").where("is_kept_stale", "=", 1).orderBy("id").limit(count);
      return (await rows.execute()).map(({ id }) => id);
    },
    async replace(id, kept) {
      await markSourcesStale(scope, [id]);
      await db
        .updateTable("artifacts")
        .set({ manifest_id: null, kept_manifest_id: kept, is_kept_stale: 0 })
        .where("id", "=", id)
        .execute();
      await dropManifests(scope, { artifactIds: [id], ...(kept === null ? {} : { kept }) });
    },
  };

  async function paths(query: RawBuilder<unknown>): Promise<string[]> {
    const { rows } = await (query as RawBuilder<{ path: string }>).execute(db);
    return rows.map(({ path }) => path);
  }
}

/**
 * Marks the source versions that versions about to be purged refer to: fewer of their entries may be needed afterwards.
 */
export async function markSourcesStale({ db, capabilities }: RowsScope, ids: readonly ArtifactId[]): Promise<void> {
  await sql`update artifacts set is_kept_stale = 1 where kept_manifest_id is not null and id in (
    select manifest_sources.source_id from manifests
    join manifest_sources on manifest_sources.manifest_id = manifests.id
    where manifests.artifact_id in ${inputValues(capabilities, "int", ids)})`.execute(db);
}

const ANY = sql`1 = 1`;
const isCommitted = sql`referrer.state = 'COMMITTED'`;

/**
 * Selects references that keep their sources: those of the final manifest of a version that has not been purged.
 * Further conditions can follow with `and`.
 */
function keptReferences(isWanted: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`manifest_references as reference
    join manifest_sources as source on source.manifest_id = reference.manifest_id
      and source.source_id = reference.source_id and source.is_keeping = 1
    join manifests on manifests.id = reference.manifest_id
    join artifacts as referrer on referrer.id = manifests.artifact_id and referrer.manifest_id = manifests.id
      and referrer.id <> reference.source_id
    where ${isWanted}`;
}
