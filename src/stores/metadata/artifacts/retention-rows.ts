import { sql } from "kysely";
import type { RetentionRows, RuledCollection, SetRules } from "../../../core/ports/metadata.ts";
import {
  type ArtifactId,
  type CollectionId,
  type EntityId,
  type JsonText,
  listName,
  type RetentionCandidate,
  type RetentionRule,
  type RetentionScope,
} from "../../../model/index.ts";
import { inputValues } from "../engine/input-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** Retention rules as rows, and the rows they select. */
export function retentionRows({ db, capabilities }: RowsScope): RetentionRows {
  const setRules = () =>
    db
      .selectFrom("retention_rules")
      .leftJoin("users", "users.id", "retention_rules.created_by")
      .leftJoin("entities", "entities.id", "users.entity_id")
      .select([
        "retention_rules.scope_kind",
        "retention_rules.scope_id",
        "retention_rules.rules",
        "retention_rules.created_at_ms",
        "entities.name as set_by",
      ]);

  return {
    async set({ scope, rules, createdBy, atMs }) {
      const row = { ...scopeColumns(scope), rules: JSON.stringify(rules), created_by: createdBy, created_at_ms: atMs };
      await db.insertInto("retention_rules").values(row).execute();
    },
    async current() {
      const newest = db
        .selectFrom("retention_rules")
        .select(({ fn }) => fn.max("id").as("id"))
        .groupBy(["scope_kind", "scope_id"]);
      const rows = await setRules().where("retention_rules.id", "in", newest).orderBy("retention_rules.id").execute();
      return rows.map(toSetRules).filter(({ rules }) => rules.length > 0);
    },
    history(scope, page) {
      const { scope_kind, scope_id } = scopeColumns(scope);
      return keysetPage(
        setRules().where("scope_kind", "=", scope_kind).where("scope_id", "=", scope_id),
        {
          list: listName("retention rules", scope_kind, scope_id),
          keys: [{ value: sql`retention_rules.id`, type: "int", isDescending: true }],
        },
        page,
        (rows) => rows.map(toSetRules),
      );
    },
    async collections(scope, after, count) {
      const isInScope = {
        instance: sql`1 = 1`,
        entity: sql`projects.entity_id = ${scopeId(scope)}`,
        project: sql`projects.id = ${scopeId(scope)}`,
        collection: sql`collections.id = ${scopeId(scope)}`,
      }[scope.kind];
      const { rows } = await sql<RuledCollection>`
        select collections.id as "id", projects.id as "projectId", projects.entity_id as "entityId",
          artifact_types.name as "type", entities.name || '/' || projects.name || '/' || collections.name as "name"
        from collections join artifact_types on artifact_types.id = collections.type_id
        join projects on projects.id = collections.project_id join entities on entities.id = projects.entity_id
        where collections.id > ${after} and collections.kind = 'source' and collections.deleted_at_ms is null
          and ${isInScope} order by collections.id limit ${count}`.execute(db);
      return rows;
    },
    async candidates(ids, { withMetadata, within }) {
      const { rows } = await sql<CandidateRow>`
        select artifacts.id, artifacts.collection_id, artifacts.version_index, artifacts.created_at_ms,
          ${withMetadata ? sql`artifacts.metadata` : sql`null`} as metadata,
          case when exists (select 1 from aliases where aliases.artifact_id = artifacts.id
            and aliases.collection_id = artifacts.collection_id) then 1 else 0 end as is_aliased,
          case when exists (select 1 from artifact_tags where artifact_tags.artifact_id = artifacts.id)
            then 1 else 0 end as is_tagged,
          case when exists (select 1 from memberships join collections on collections.id = memberships.collection_id
            where memberships.artifact_id = artifacts.id and memberships.collection_id <> artifacts.collection_id
            and ${within === undefined ? isProtecting : sql`1 = 1`} and ${ownedBy("collections", within)}) then 1 else 0 end as is_linked,
          case when exists (select 1 from run_inputs join runs on runs.id = run_inputs.run_id
            where run_inputs.artifact_id = artifacts.id and runs.deleted_at_ms is null
            and ${ownedBy("runs", within)}) then 1 else 0 end as is_used
        from artifacts where artifacts.collection_id in ${inputValues(capabilities, "int", ids)}
          and artifacts.state = 'COMMITTED' order by artifacts.collection_id, artifacts.version_index`.execute(db);
      return rows.map(toCandidate);
    },
    async madeFrom(ids, within) {
      const { rows } = await sql<{ usedId: ArtifactId; madeId: ArtifactId }>`
        select run_inputs.artifact_id as "usedId", run_outputs.artifact_id as "madeId"
        from run_inputs join runs on runs.id = run_inputs.run_id and runs.deleted_at_ms is null
          and ${ownedBy("runs", within)}
        join run_outputs on run_outputs.run_id = run_inputs.run_id and run_outputs.artifact_id <> run_inputs.artifact_id
        join artifacts on artifacts.id = run_outputs.artifact_id and artifacts.state = 'COMMITTED'
        where run_inputs.artifact_id in ${inputValues(capabilities, "int", ids)}`.execute(db);
      return rows;
    },
  };

  /** SQL condition: runs or collections belong to some entities, or to any if none are given. */
  function ownedBy(table: "runs" | "collections", entityIds: readonly EntityId[] | undefined) {
    if (entityIds === undefined) return sql`1 = 1`;
    return sql`exists (select 1 from projects where projects.id = ${sql.ref(`${table}.project_id`)}
      and projects.entity_id in ${inputValues(capabilities, "int", entityIds)})`;
  }
}

/** SQL condition: the link protects its version. Links older than this column protect it. */
const isProtecting = sql`coalesce(memberships.is_protecting, 1) = 1`;

interface CandidateRow {
  id: ArtifactId;
  collection_id: CollectionId;
  version_index: number;
  created_at_ms: number;
  metadata: JsonText | null;
  is_aliased: number;
  is_tagged: number;
  is_linked: number;
  is_used: number;
}

function toCandidate(row: CandidateRow): RetentionCandidate & { readonly collectionId: CollectionId } {
  return {
    id: row.id,
    collectionId: row.collection_id,
    versionIndex: row.version_index,
    createdAtMs: row.created_at_ms,
    metadata: row.metadata,
    isAliased: row.is_aliased === 1,
    isTagged: row.is_tagged === 1,
    isLinked: row.is_linked === 1,
    isUsed: row.is_used === 1,
  };
}

function toSetRules(row: {
  scope_kind: RetentionScope["kind"];
  scope_id: number;
  rules: string;
  created_at_ms: number;
  set_by: string | null;
}): SetRules {
  const scope = row.scope_kind === "instance" ? { kind: row.scope_kind } : { kind: row.scope_kind, id: row.scope_id };
  return {
    scope: scope as RetentionScope,
    rules: JSON.parse(row.rules) as RetentionRule[],
    setBy: row.set_by,
    setAtMs: row.created_at_ms,
  };
}

/** The instance has the id 0, which no row has. */
function scopeId(scope: RetentionScope): number {
  return scope.kind === "instance" ? 0 : scope.id;
}

function scopeColumns(scope: RetentionScope) {
  return { scope_kind: scope.kind, scope_id: scopeId(scope) };
}
