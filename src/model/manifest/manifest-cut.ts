import {
  NODE_AVERAGE_SEGMENTS,
  NODE_MAX_SEGMENTS,
  NODE_MIN_SEGMENTS,
  SEGMENT_AVERAGE_ENTRIES,
  SEGMENT_MAX_ENTRIES,
  SEGMENT_MIN_ENTRIES,
} from "../limits.ts";

/** Sizes between which a run of sorted things is cut (in things). */
interface CutSizes {
  readonly min: number;
  readonly average: number;
  readonly max: number;
}

const segmentSizes: CutSizes = { min: SEGMENT_MIN_ENTRIES, average: SEGMENT_AVERAGE_ENTRIES, max: SEGMENT_MAX_ENTRIES };
const nodeSizes: CutSizes = { min: NODE_MIN_SEGMENTS, average: NODE_AVERAGE_SEGMENTS, max: NODE_MAX_SEGMENTS };

/** Tells whether a segment that holds `count` entries ends before this path. */
export function segmentEndsBefore(path: string, count: number): boolean {
  return endsBefore(path, count, segmentSizes);
}

/** Tells whether a node that holds `count` segments ends before the segment that begins at this path. */
export function nodeEndsBefore(firstPath: string, count: number): boolean {
  // Another residue than a segment's, so that the starts of nodes are spread over all starts of segments.
  return endsBefore(`node ${firstPath}`, count, nodeSizes);
}

/**
 * Where a cut falls depends on the path alone, so one changed entry moves no other cut.
 *
 * Content-defined boundaries: 128 entries on average keep a change at 8 to 12 KiB
 */
function endsBefore(text: string, count: number, { min, average, max }: CutSizes): boolean {
  if (count < min) return false;
  return count >= max || fnv1a(text) % average === 0;
}

/** FNV-1a over UTF-16 units with a final mix, because its low bits alone are poor. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
