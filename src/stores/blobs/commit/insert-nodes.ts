import { sql } from "kysely";
import type { BlobId } from "../../../model/index.ts";
import { inputRows } from "../../metadata/engine/input-rows.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { packIds } from "../../metadata/packed-ids.ts";
import { addRefs, countEach } from "../../metadata/reference-counts.ts";

/** A segment whose chunk has a row. */
interface WrittenSegment {
  readonly chunkHash: string;
  readonly blobIds: readonly BlobId[];
}

/** A node whose chunk, and whose segments' chunks, have rows. */
export interface WrittenNode {
  readonly chunkHash: string;
  readonly segments: readonly WrittenSegment[];
}

/**
 * Inserts manifest parts, each once, and counts the references they add. Returns the row of each node by its chunk.
 *
 * @throws `unavailable` if a blob or segment was collected since it was looked up: the client must send the manifest
 * again
 */
export async function insertNodes(
  scope: RowsScope,
  nodes: readonly WrittenNode[],
  chunks: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  if (nodes.length === 0) return new Map();
  const segments = new Map(
    nodes.flatMap((node) => node.segments).map((segment) => [chunks.get(segment.chunkHash)!, segment]),
  );
  const newSegments = await insertParts(
    scope,
    0,
    [...segments].map(([chunkId, { blobIds }]) => ({ chunkId, children: blobIds })),
  );
  const blobIds = newSegments.flatMap((chunkId) => [...new Set(segments.get(chunkId)!.blobIds)]);
  await addRefs(scope, "blobs", countEach(blobIds));

  const segmentParts = await partIds(scope, [...segments.keys()]);
  const children = new Map(
    nodes.map((node) => [
      chunks.get(node.chunkHash)!,
      node.segments.map(({ chunkHash }) => segmentParts.get(chunks.get(chunkHash)!)!),
    ]),
  );
  const newNodes = await insertParts(
    scope,
    1,
    [...children].map(([chunkId, ids]) => ({ chunkId, children: ids })),
  );
  await addRefs(
    scope,
    "manifest_parts",
    countEach(newNodes.flatMap((chunkId) => [...new Set(children.get(chunkId)!)])),
  );
  const nodeParts = await partIds(scope, [...children.keys()]);
  return new Map(nodes.map(({ chunkHash }) => [chunkHash, nodeParts.get(chunks.get(chunkHash)!)!]));
}

/**
 * Inserts the parts that are missing and counts one reference on the chunk of each. Returns the chunks of the new ones.
 */
async function insertParts(
  scope: RowsScope,
  level: 0 | 1,
  parts: readonly { chunkId: number; children: readonly number[] }[],
): Promise<number[]> {
  const input = inputRows(
    scope.capabilities,
    { chunk_id: "int", children: "text" },
    parts.map(({ chunkId, children }) => [chunkId, packIds(children)]),
  );
  const { rows } = await sql<{ chunk_id: number }>`
    insert into manifest_parts (chunk_id, level, children, refs) select chunk_id, cast(${level} as bigint), children, 0 from ${input} as input where true
    on conflict (chunk_id) do nothing returning chunk_id`.execute(scope.db);
  const fresh = rows.map(({ chunk_id }) => chunk_id);
  await addRefs(scope, "chunks", countEach(fresh));
  return fresh;
}

async function partIds({ db, capabilities }: RowsScope, chunkIds: readonly number[]): Promise<Map<number, number>> {
  const input = inputRows(
    capabilities,
    { chunk_id: "int" },
    chunkIds.map((id) => [id]),
  );
  const { rows } = await sql<{ id: number; chunk_id: number }>`
    select manifest_parts.id, manifest_parts.chunk_id from ${input} as input cross join manifest_parts where manifest_parts.chunk_id = input.chunk_id`.execute(
    db,
  );
  return new Map(rows.map(({ id, chunk_id }) => [chunk_id, id]));
}
