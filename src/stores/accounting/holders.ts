import { type RawBuilder, sql } from "kysely";
import type { ArtifactId, EntityId, StorageScope } from "../../model/index.ts";
import { inputValues } from "../metadata/engine/input-rows.ts";
import { isNoDraftBase } from "../metadata/artifacts/purgeable.ts";
import type { RowsScope } from "../metadata/engine/rows-scope.ts";
import { IdCounts } from "./id-counts.ts";

/** A set of versions and drafts: those of a scope, the named ones, or all. */
export type ArtifactSet =
  | StorageScope
  | { readonly kind: "named"; readonly ids: readonly ArtifactId[] }
  | { readonly kind: "everything" };

/** The states that count: all, committed and deleted versions, or drafts. */
export type HolderStates = "all" | "versions" | "drafts";

/**
 * The owners of references, as SQL conditions on rows of `artifacts` and `projects` (runs hold the files of a project).
 */
export interface HolderSet {
  readonly artifacts: RawBuilder<unknown>;
  readonly projects: RawBuilder<unknown>;
}

/** The direct references of some owners, where a walk starts. Maps a row id to its number of references. */
export interface Holders {
  /** Manifest nodes. */
  readonly nodes: IdCounts;
  /** Blobs of run files. Blobs received by drafts have the count 0, because reference counters leave them out. */
  readonly blobs: IdCounts;
  readonly set: HolderSet;
}

const NONE = sql`1 = 0`;
const ALL = sql`1 = 1`;

/** Returns the holders of a set. Runs are included with "all" only, because deleting versions keeps run files. */
export function holderSet(scope: RowsScope, set: ArtifactSet, states: HolderStates): HolderSet {
  return {
    artifacts: sql`${isInSet(scope, set)} and ${isInState(states)}`,
    projects: states === "all" ? hasRunsIn(set) : NONE,
  };
}

/** Returns all other holders of an entity. */
export function restOf(scope: RowsScope, id: EntityId, { artifacts, projects }: HolderSet): HolderSet {
  return {
    artifacts: sql`${isInSet(scope, { kind: "entity", id })} and not (${artifacts})`,
    projects: sql`projects.entity_id = ${id} and not (${projects})`,
  };
}

/** Returns the direct references of versions, drafts and runs. */
export async function findHolders({ db }: RowsScope, set: HolderSet): Promise<Holders> {
  const [nodes, blobs] = [new IdCounts(), new IdCounts()];
  const { rows: parts } = await sql<Referred>`
    select manifest_nodes.part_id as id, count(*) as refs
    from artifacts join manifests on manifests.artifact_id = artifacts.id
    join manifest_nodes on manifest_nodes.manifest_id = manifests.id
    where ${set.artifacts} group by manifest_nodes.part_id`.execute(db);
  for (const { id, refs } of parts) nodes.add(id, Number(refs));
  // Once committed, a version references its files through the manifest; its draft rows are cleared later.
  const { rows: received } = await sql<{ id: number }>`
    select draft_blobs.blob_id as id from artifacts join draft_blobs on draft_blobs.artifact_id = artifacts.id
    where ${set.artifacts} and artifacts.state = 'PENDING'
    union select upload_parts.blob_id from artifacts join uploads on uploads.artifact_id = artifacts.id
    join upload_parts on upload_parts.upload_id = uploads.id
    where ${set.artifacts} and artifacts.state = 'PENDING'`.execute(db);
  for (const { id } of received) blobs.add(id, 0);
  const { rows: files } = await sql<Referred>`
    select run_files.blob_id as id, count(*) as refs
    from projects join runs on runs.project_id = projects.id join run_files on run_files.run_id = runs.id
    where ${set.projects} group by run_files.blob_id`.execute(db);
  for (const { id, refs } of files) blobs.add(id, Number(refs));
  return { nodes, blobs, set };
}

interface Referred {
  readonly id: number;
  /** PostgreSQL returns a sum as text. */
  readonly refs: number | string;
}

function isInSet({ capabilities }: RowsScope, set: ArtifactSet): RawBuilder<unknown> {
  switch (set.kind) {
    case "everything":
      return ALL;
    case "named":
      return sql`artifacts.id in ${inputValues(capabilities, "int", set.ids)}`;
    case "version":
      return sql`artifacts.id = ${set.id}`;
    case "collection":
      return sql`artifacts.collection_id = ${set.id}`;
    case "project":
      return sql`artifacts.collection_id in (select collections.id from collections where collections.project_id = ${set.id})`;
    case "entity":
      return sql`artifacts.collection_id in (select collections.id from projects
        join collections on collections.project_id = projects.id where projects.entity_id = ${set.id})`;
  }
}

function hasRunsIn(set: ArtifactSet): RawBuilder<unknown> {
  switch (set.kind) {
    case "everything":
      return ALL;
    case "project":
      return sql`projects.id = ${set.id}`;
    case "entity":
      return sql`projects.entity_id = ${set.id}`;
    default:
      return NONE;
  }
}

/** A version that is the base of a draft is not purged before the draft ends. */
function isInState(states: HolderStates): RawBuilder<unknown> {
  if (states === "all") return ALL;
  if (states === "drafts") return sql`artifacts.state = 'PENDING'`;
  return sql`artifacts.state <> 'PENDING' and ${isNoDraftBase}`;
}
