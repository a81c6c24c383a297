import type { BlobHash } from "../digest.ts";
import type { Entry } from "./entry.ts";
import { StemmaError } from "../errors.ts";
import { readStoredJson } from "../json/stored-json.ts";

/**
 * Stored entries: columns as JSON, so that similar values compress together and parsing is native.
 *
 * Format: `{v: 1, p: paths, s: sizes, d: digests, b: blobs, r?: {index: uri}, x?: {index: extra}}`
 */
interface SegmentJson {
  readonly v: 1;
  readonly p: readonly string[];
  readonly s: readonly number[];
  readonly d: readonly string[];
  /** Empty for references. */
  readonly b: readonly string[];
  readonly r?: Readonly<Record<string, string>>;
  readonly x?: Readonly<Record<string, Record<string, unknown>>>;
}

/** Encodes entries in UTF-8 order; equal entries give equal bytes. */
export function encodeSegment(entries: readonly Entry[]): Uint8Array {
  const refs: Record<string, string> = {};
  const extras: Record<string, Record<string, unknown>> = {};
  for (const [index, entry] of entries.entries()) {
    if (entry.ref !== undefined) refs[index] = entry.ref;
    if (entry.extra !== undefined) extras[index] = entry.extra;
  }
  const json: SegmentJson = {
    v: 1,
    p: entries.map((entry) => entry.path),
    s: entries.map((entry) => entry.sizeBytes),
    d: entries.map((entry) => entry.digest),
    b: entries.map((entry) => entry.blob ?? ""),
    ...(Object.keys(refs).length > 0 ? { r: refs } : {}),
    ...(Object.keys(extras).length > 0 ? { x: extras } : {}),
  };
  return new TextEncoder().encode(JSON.stringify(json));
}

/**
 * Decodes the output of `encodeSegment`.
 *
 * @throws `damaged` if the bytes have another format
 */
export function decodeSegment(bytes: Uint8Array): Entry[] {
  const json = readStoredJson(bytes, "manifest segment") as Partial<SegmentJson>;
  const { p = [], s, d, b } = json;
  if (![json.p, s, d, b].every((column) => Array.isArray(column) && column.length === p.length))
    throw new StemmaError("damaged", "Cannot read a manifest segment: its columns differ in length");
  return p.map((path, index) => {
    const ref = json.r?.[index];
    const extra = json.x?.[index];
    return {
      path,
      digest: d![index]!,
      sizeBytes: s![index]!,
      ...(ref === undefined ? { blob: b![index] as BlobHash } : { ref }),
      ...(extra === undefined ? {} : { extra }),
    };
  });
}
