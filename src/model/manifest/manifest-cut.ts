import {
  NODE_AVERAGE_SEGMENTS,
  NODE_MAX_SEGMENTS,
  NODE_MIN_SEGMENTS,
  SEGMENT_AVERAGE_ENTRIES,
  SEGMENT_MAX_ENTRIES,
  SEGMENT_MIN_ENTRIES,
} from "../limits.ts";

/** Minimum, average and maximum number of items between two boundaries. */
interface CutSizes {
  readonly min: number;
  readonly average: number;
  readonly max: number;
}

const segmentSizes: CutSizes = { min: SEGMENT_MIN_ENTRIES, average: SEGMENT_AVERAGE_ENTRIES, max: SEGMENT_MAX_ENTRIES };
const nodeSizes: CutSizes = { min: NODE_MIN_SEGMENTS, average: NODE_AVERAGE_SEGMENTS, max: NODE_MAX_SEGMENTS };

/** Returns whether a segment with `count` entries ends before this path. */
export function segmentEndsBefore(path: string, count: number): boolean {
  return endsBefore(path, count, segmentSizes);
}

/** Returns whether a node with `count` segments ends before the segment that starts at this path. */
export function nodeEndsBefore(firstPath: string, count: number): boolean {
  // Hashed differently from segments, so that all starts of segments can start a node.
  return endsBefore(`node ${firstPath}`, count, nodeSizes);
}

/**
 * Boundaries depend only on the path, so a changed entry moves no other boundary.
 *
 * Content-defined boundaries: 128 entries on average limit a change to 8 to 12 KiB.
 */
function endsBefore(text: string, count: number, { min, average, max }: CutSizes): boolean {
  if (count < min) return false;
  return count >= max || fnv1a(text) % average === 0;
}

/** FNV-1a over UTF-16 units with a final mix, because its low bits alone are poorly distributed. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
