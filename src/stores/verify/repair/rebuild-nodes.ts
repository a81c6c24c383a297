import type { FoundRecord } from "../../../core/ports/audit.ts";
import { compareUtf8, decodeSegment, encodeNode, isStemmaError, type SegmentLocation } from "../../../model/index.ts";
import { blake3Hex } from "../../blobs/pack/blake3.ts";
import { BlobReader } from "../../blobs/blob-reader.ts";
import { unpackIds } from "../../metadata/packed-ids.ts";
import { inputValues } from "../../metadata/engine/input-rows.ts";
import type { AuditStore } from "../audit-store.ts";

/**
 * Rebuilds manifest nodes from the segments that their rows reference. The hash proves that the result is the same
 * node. Segments cannot be rebuilt: their paths and digests are stored nowhere else.
 */
export async function rebuildNodes(store: AuditStore, chunks: readonly string[]): Promise<FoundRecord[]> {
  const { capabilities, read } = store.engine;
  const nodes = await read
    .selectFrom("manifest_parts")
    .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
    .select(["chunks.hash", "manifest_parts.children"])
    .where("manifest_parts.level", "=", 1)
    .where("chunks.hash", "in", inputValues(capabilities, "text", chunks))
    .execute();
  const made: FoundRecord[] = [];
  for (const { hash, children } of nodes) {
    const segments = await segmentsOf(store, unpackIds(children));
    const bytes = segments === undefined ? undefined : encodeNode(segments);
    if (bytes !== undefined && blake3Hex(bytes) === hash) made.push({ chunk: hash, bytes });
  }
  return made;
}

/** Returns undefined if a segment cannot be read. */
async function segmentsOf(store: AuditStore, ids: readonly number[]): Promise<SegmentLocation[] | undefined> {
  const rows = await store.engine.read
    .selectFrom("manifest_parts")
    .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
    .select("chunks.hash")
    .where("manifest_parts.id", "in", inputValues(store.engine.capabilities, "int", ids))
    .execute();
  const places: SegmentLocation[] = [];
  for (const { hash } of rows) {
    try {
      const entries = decodeSegment(await new BlobReader(store).readChunk(hash));
      places.push({ chunkHash: hash, firstPath: entries[0]!.path, entryCount: entries.length });
    } catch (error) {
      if (!isStemmaError(error)) throw error;
      return undefined;
    }
  }
  return places.toSorted((left, right) => compareUtf8(left.firstPath, right.firstPath));
}
