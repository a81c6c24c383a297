import { StemmaError } from "./errors.ts";

/** What a node says of one segment. */
export interface SegmentPlace {
  /** The chunk that holds the segment. */
  readonly chunkHash: string;
  readonly firstPath: string;
  readonly entryCount: number;
}

/** Encodes the segments of a node, in order. **Shape** `{v: 1, n: [[chunk hash, first path, entries], …]}` */
export function encodeNode(segments: readonly SegmentPlace[]): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({
      v: 1,
      n: segments.map(({ chunkHash, firstPath, entryCount }) => [chunkHash, firstPath, entryCount]),
    }),
  );
}

/**
 * Decodes what `encodeNode` wrote.
 *
 * **Errors** `damaged` when the bytes are of another format
 */
export function decodeNode(bytes: Uint8Array): SegmentPlace[] {
  const json = JSON.parse(new TextDecoder().decode(bytes)) as { v: number; n: [string, string, number][] };
  if (json.v !== 1)
    throw new StemmaError("damaged", `Cannot read a manifest node: its format is ${String(json.v)}, expected 1`);
  return json.n.map(([chunkHash, firstPath, entryCount]) => ({ chunkHash, firstPath, entryCount }));
}
