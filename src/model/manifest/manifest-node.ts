import { StemmaError } from "../errors.ts";
import { readStoredJson } from "../json/stored-json.ts";

/** A segment in a node. */
export interface SegmentLocation {
  /** The chunk that holds the segment. */
  readonly chunkHash: string;
  readonly firstPath: string;
  readonly entryCount: number;
}

/**
 * Encodes the segments of a node, in order.
 *
 * @returns `{v: 1, n: [[chunk hash, first path, entries], …]}`
 */
export function encodeNode(segments: readonly SegmentLocation[]): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({
      v: 1,
      n: segments.map(({ chunkHash, firstPath, entryCount }) => [chunkHash, firstPath, entryCount]),
    }),
  );
}

/**
 * Decodes the output of `encodeNode`.
 *
 * @throws `damaged` if the bytes have another format
 */
export function decodeNode(bytes: Uint8Array): SegmentLocation[] {
  const { n } = readStoredJson(bytes, "manifest node");
  if (!Array.isArray(n) || !n.every((place) => Array.isArray(place) && place.length === 3))
    throw new StemmaError("damaged", "Cannot read a manifest node: it is not a list of segments");
  return (n as [string, string, number][]).map(([chunkHash, firstPath, entryCount]) => ({
    chunkHash,
    firstPath,
    entryCount,
  }));
}
