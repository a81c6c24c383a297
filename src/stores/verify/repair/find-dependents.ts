import { sql } from "kysely";
import { type ContentDependent, type ContentDependents, decodeSegment, isStemmaError } from "../../../model/index.ts";
import { BlobReader } from "../../blobs/blob-reader.ts";
import { unpackIds } from "../../metadata/packed-ids.ts";
import { inputRows, inputValues } from "../../metadata/engine/input-rows.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import type { AuditStore } from "../audit-store.ts";
import { namedVersions, versionName } from "../checks/named-versions.ts";
import { walkParts } from "../walk-parts.ts";

/** Dependents listed per chunk; the rest is counted. */
const MAX_NAMED = 20;
/** Segments read for the paths of one chunk: a file in more segments already has many names. */
const MAX_SEGMENTS_READ = 50;

/** The dependents of a chunk: versions, through segments and nodes, and files of runs and drafts. */
interface Target {
  readonly hash: string;
  /** Blobs that contain the chunk, by row and hash. */
  readonly blobs: Map<number, string>;
  /** Segments that name such a blob. */
  readonly segments: Set<number>;
  /** Segments and nodes stored in the chunk, and the nodes of all segments. */
  readonly parts: Set<number>;
  readonly nodes: Set<number>;
}

/**
 * Finds the dependents of blobs or chunks in one walk over the rows of all manifest parts. Uses no snapshot: a version
 * that is deleted meanwhile may be listed.
 */
export async function findDependents(store: AuditStore, hashes: readonly string[]): Promise<ContentDependents[]> {
  const scope = { db: store.engine.read, capabilities: store.engine.capabilities };
  const targets = await targetsOf(scope, hashes);
  const all = [...targets.values()];
  await walkParts(scope, 0, (id, children) => {
    for (const target of all) if (children.some((blob) => target.blobs.has(blob))) target.segments.add(id);
  });
  await walkParts(scope, 1, (id, children) => {
    for (const { segments, parts, nodes } of all)
      if (children.some((segment) => segments.has(segment) || parts.has(segment))) nodes.add(id);
  });
  const found: ContentDependents[] = [];
  for (const hash of hashes) found.push(await needsOf(store, scope, targets.get(hash)!));
  return found;
}

async function targetsOf({ db, capabilities }: RowsScope, hashes: readonly string[]): Promise<Map<string, Target>> {
  const input = inputRows(
    capabilities,
    { hash: "text" },
    hashes.map((hash) => [hash]),
  );
  const targets = new Map(
    hashes.map((hash): [string, Target] => [
      hash,
      { hash, blobs: new Map(), segments: new Set(), parts: new Set(), nodes: new Set() },
    ]),
  );
  const blobs = await sql<{ hash: string; id: number; blob: string }>`
    select input.hash, blobs.id, blobs.hash as blob from ${input} as input cross join chunks cross join blob_chunks cross join blobs
      where chunks.hash = input.hash and blob_chunks.chunk_id = chunks.id and blobs.id = blob_chunks.blob_id
    union select input.hash, blobs.id, blobs.hash as blob from ${input} as input cross join blobs
      where blobs.hash = input.hash`.execute(db);
  for (const { hash, id, blob } of blobs.rows) targets.get(hash)!.blobs.set(id, blob);
  const parts = await sql<{ hash: string; id: number; level: number }>`
    select input.hash, manifest_parts.id, manifest_parts.level from ${input} as input cross join chunks cross join manifest_parts
    where chunks.hash = input.hash and manifest_parts.chunk_id = chunks.id`.execute(db);
  for (const { hash, id, level } of parts.rows) targets.get(hash)![level === 1 ? "nodes" : "parts"].add(id);
  return targets;
}

async function needsOf(store: AuditStore, scope: RowsScope, target: Target): Promise<ContentDependents> {
  const paths = await pathsIn(store, scope, target);
  const needs: ContentDependent[] = [];
  for (const [version, segments] of await versionsOf(scope, target)) {
    const named = new Set(segments.flatMap((segment) => paths.get(segment) ?? []));
    if (named.size === 0) needs.push({ name: version, path: null });
    for (const path of named) needs.push({ name: version, path });
  }
  needs.push(...(await filesOf(scope, [...target.blobs.keys()])));
  return { hash: target.hash, needs: needs.slice(0, MAX_NAMED), total: needs.length };
}

/** Returns the paths under which segments name the target's blobs; skips unreadable segments. */
async function pathsIn(
  store: AuditStore,
  { db, capabilities }: RowsScope,
  target: Target,
): Promise<Map<number, string[]>> {
  const wanted = new Set(target.blobs.values());
  const ids = [...target.segments].slice(0, MAX_SEGMENTS_READ);
  const rows = await db
    .selectFrom("manifest_parts")
    .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
    .select(["manifest_parts.id", "chunks.hash"])
    .where("manifest_parts.id", "in", inputValues(capabilities, "int", ids))
    .execute();
  const paths = new Map<number, string[]>();
  for (const { id, hash } of rows) {
    try {
      const entries = decodeSegment(await new BlobReader(store).readChunk(hash));
      paths.set(
        id,
        entries.flatMap(({ path, blob }) => (blob !== undefined && wanted.has(blob) ? [path] : [])),
      );
    } catch (error) {
      if (!isStemmaError(error)) throw error;
    }
  }
  return paths;
}

/** Returns the versions that depend on a target, each with the segments that lead to it. */
async function versionsOf(
  { db, capabilities }: RowsScope,
  { nodes, segments }: Target,
): Promise<Map<string, number[]>> {
  const rows = await namedVersions({ db })
    .innerJoin("manifest_nodes", "manifest_nodes.manifest_id", "artifacts.manifest_id")
    .innerJoin("manifest_parts", "manifest_parts.id", "manifest_nodes.part_id")
    .select("manifest_parts.children")
    .where("manifest_nodes.part_id", "in", inputValues(capabilities, "int", [...nodes]))
    .orderBy("artifacts.id")
    .execute();
  const versions = new Map<string, number[]>();
  for (const row of rows) {
    const name = versionName(row);
    const leading = unpackIds(row.children).filter((id) => segments.has(id));
    versions.set(name, [...(versions.get(name) ?? []), ...leading]);
  }
  return versions;
}

/** Returns the files of runs and drafts that refer to one of the blobs. */
async function filesOf({ db, capabilities }: RowsScope, blobs: readonly number[]): Promise<ContentDependent[]> {
  const ofRuns = await db
    .selectFrom("run_files")
    .innerJoin("runs", "runs.id", "run_files.run_id")
    .innerJoin("projects", "projects.id", "runs.project_id")
    .innerJoin("entities", "entities.id", "projects.entity_id")
    .select(["run_files.name as path", "runs.name as run", "projects.name as project", "entities.name as entity"])
    .where("run_files.blob_id", "in", inputValues(capabilities, "int", blobs) as never)
    .execute();
  const ofDrafts = await namedVersions({ db })
    .innerJoin("draft_blobs", "draft_blobs.artifact_id", "artifacts.id")
    .select("draft_blobs.path")
    .where("artifacts.state", "=", "PENDING")
    .where("draft_blobs.blob_id", "in", inputValues(capabilities, "int", blobs) as never)
    .execute();
  return [
    ...ofRuns.map(({ path, run, project, entity }) => ({ name: `run ${entity}/${project}/${run}`, path })),
    ...ofDrafts.map((row) => ({ name: versionName(row), path: row.path })),
  ];
}
