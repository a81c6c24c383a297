import { zstdCompressSync } from "node:zlib";
import { COMPRESS_FROM_BYTES } from "../../../model/limits.ts";

/** When to compress: never, if a sample shrinks (chunks of files), or always (segments, lines). */
export type CompressMode = "never" | "sampled" | "always";

/** Enough to find repetition, in 60 us. */
const SAMPLE_BYTES = 16 * 1024;

/** If a sample does not shrink below this share of its size, compressing the rest is not worth 1.6 ms per MiB. */
const WORTHWHILE_SHARE = 0.9;

/**
 * Compresses with zstd (level 3, its default) as the mode says.
 *
 * @returns undefined if the result would not be smaller
 */
export function compressChunk(raw: Uint8Array, mode: CompressMode): Uint8Array | undefined {
  if (mode === "never" || (mode === "sampled" && !isWorthwhile(raw))) return undefined;
  const compressed = zstdCompressSync(raw);
  return compressed.byteLength < raw.byteLength ? compressed : undefined;
}

function isWorthwhile(raw: Uint8Array): boolean {
  if (raw.byteLength < COMPRESS_FROM_BYTES) return false;
  const start = Math.max(0, (raw.byteLength - SAMPLE_BYTES) >> 1);
  const sample = raw.subarray(start, start + SAMPLE_BYTES);
  return zstdCompressSync(sample).byteLength < WORTHWHILE_SHARE * sample.byteLength;
}
