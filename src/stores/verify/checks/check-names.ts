import { sql } from "kysely";
import type { Finding } from "../../../model/index.ts";
import { checkTwice, finding, type Phase, type Snapshot } from "../audit-store.ts";
import { type VersionNameRow, versionName } from "./named-versions.ts";

/** Rows reported of one kind: if there are more, they have one cause. */
const MAX_ROWS = 1000;
/** Indexes listed in one sentence. */
const MAX_LISTED = 10;

/** The tables that give a version its name, for queries over versions. */
const NAMED = sql`artifacts join collections on collections.id = artifacts.collection_id
  join projects on projects.id = collections.project_id join entities on entities.id = projects.entity_id`;
const NAME = sql`artifacts.id, artifacts.state, artifacts.version_index, collections.name as collection_name,
  projects.name as project_name, entities.name as entity_name`;

/**
 * Checks the names of versions: indexes of a collection are 0 to N-1, an alias names one committed version of its
 * collection, and a draft has no index, no alias and no membership in a collection.
 */
export const checkNames: Phase = (store) =>
  checkTwice(store, async (snapshot) => ({
    next: null,
    counts: {},
    findings: [
      ...(await draftFindings(snapshot)),
      ...(await memberFindings(snapshot)),
      ...(await indexFindings(snapshot)),
      ...(await aliasFindings(snapshot)),
    ],
  }));

async function draftFindings({ db }: Snapshot): Promise<Finding[]> {
  const { rows } = await sql<VersionNameRow & { manifest_id: number | null; is_member: number }>`
    select ${NAME}, artifacts.manifest_id,
      case when exists (select 1 from memberships where memberships.artifact_id = artifacts.id) then 1 else 0 end as is_member
    from ${NAMED} where artifacts.state = 'PENDING' and (artifacts.version_index is not null
      or artifacts.manifest_id is not null or exists (select 1 from memberships where memberships.artifact_id = artifacts.id))
    limit ${MAX_ROWS}`.execute(db);
  return rows.flatMap((row) => [
    ...(row.version_index === null ? [] : [told(row, "it is pending and has an index, expected none")]),
    ...(row.manifest_id === null ? [] : [told(row, "it is pending and has a final manifest, expected none")]),
    ...(row.is_member === 0 ? [] : [told(row, "it is a member of a collection, expected none")]),
  ]);
}

async function memberFindings({ db }: Snapshot): Promise<Finding[]> {
  const { rows: outside } = await sql<VersionNameRow & { member_index: number | null }>`
    select ${NAME}, (select memberships.version_index from memberships where memberships.artifact_id = artifacts.id
      and memberships.collection_id = artifacts.collection_id) as member_index
    from ${NAMED} where artifacts.state = 'COMMITTED' and not exists (select 1 from memberships
      where memberships.artifact_id = artifacts.id and memberships.collection_id = artifacts.collection_id
      and memberships.version_index = artifacts.version_index) limit ${MAX_ROWS}`.execute(db);
  const { rows: beyond } = await sql<VersionNameRow & { member_index: number }>`
    select ${NAME}, memberships.version_index as member_index from memberships
    join collections as collection on collection.id = memberships.collection_id
    join artifacts on artifacts.id = memberships.artifact_id join collections on collections.id = artifacts.collection_id
    join projects on projects.id = collections.project_id join entities on entities.id = projects.entity_id
    where memberships.version_index >= collection.next_version_index limit ${MAX_ROWS}`.execute(db);
  const { rows: without } = await sql<VersionNameRow>`
    select ${NAME} from ${NAMED} where artifacts.state <> 'PENDING' and artifacts.version_index is null
    limit ${MAX_ROWS}`.execute(db);
  return [
    ...outside.map((row) =>
      told(row, `its own collection lists it ${row.member_index === null ? "nowhere" : `as v${row.member_index}`}`),
    ),
    ...beyond.map((row) =>
      told(row, `it is v${row.member_index} of a collection that has not assigned that index yet`),
    ),
    ...without.map((row) => told(row, `it is ${row.state} and has no index`)),
  ];
}

/** A deleted version keeps its row, so every index below the next one has a version. */
async function indexFindings({ db }: Snapshot): Promise<Finding[]> {
  const { rows: collections } = await sql<{ id: number; name: string; next: number }>`
    select collections.id, entities.name || '/' || projects.name || '/' || collections.name as name,
      collections.next_version_index as next
    from collections join projects on projects.id = collections.project_id
      join entities on entities.id = projects.entity_id
      left join artifacts on artifacts.collection_id = collections.id and artifacts.version_index is not null
    where collections.kind = 'source'
    group by collections.id, entities.name, projects.name, collections.name, collections.next_version_index
    having count(artifacts.id) <> collections.next_version_index
      or max(artifacts.version_index) <> collections.next_version_index - 1 limit ${MAX_ROWS}`.execute(db);
  const findings: Finding[] = [];
  for (const { id, name, next } of collections) {
    const { rows } = await sql<{ version_index: number }>`
      select version_index from artifacts where collection_id = ${id} and version_index is not null`.execute(db);
    const taken = new Set(rows.map(({ version_index }) => version_index));
    const missing = Array.from({ length: next }, (_, index) => index).filter((index) => !taken.has(index));
    const beyond = [...taken].filter((index) => index >= next);
    const said = `missing ${list(missing)}, beyond ${list(beyond)}`;
    findings.push(finding(`Collection ${name}: its indexes are not 0 to ${next - 1}: ${said}`));
  }
  return findings;
}

async function aliasFindings({ db }: Snapshot): Promise<Finding[]> {
  const { rows } = await sql<VersionNameRow & { alias: string }>`
    select ${NAME}, aliases.alias from aliases join artifacts on artifacts.id = aliases.artifact_id
      join collections on collections.id = artifacts.collection_id
      join projects on projects.id = collections.project_id join entities on entities.id = projects.entity_id
    where artifacts.state <> 'COMMITTED' or not exists (select 1 from memberships
      where memberships.artifact_id = aliases.artifact_id and memberships.collection_id = aliases.collection_id)
    limit ${MAX_ROWS}`.execute(db);
  return rows.map((row) =>
    told(
      row,
      row.state === "COMMITTED"
        ? `it has the alias "${row.alias}" in a collection it does not belong to`
        : `it is ${row.state} and has the alias "${row.alias}"`,
    ),
  );
}

function told(row: VersionNameRow, fault: string): Finding {
  const name = versionName(row);
  return finding(`${row.version_index === null ? capital(name) : `Version ${name}`}: ${fault}`);
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

function list(indexes: readonly number[]): string {
  if (indexes.length === 0) return "none";
  const more = indexes.length > MAX_LISTED ? ` and ${indexes.length - MAX_LISTED} more` : "";
  return `${indexes
    .slice(0, MAX_LISTED)
    .map((index) => `v${index}`)
    .join(", ")}${more}`;
}
