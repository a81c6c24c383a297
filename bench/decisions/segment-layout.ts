/**
 * Decision 0003: bytes an entry and time to read a segment, for columns as JSON and for a plain binary layout.
 *
 * node bench/decisions/segment-layout.ts
 */
import { createHash } from "node:crypto";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import {
  type BlobHash,
  compareUtf8,
  decodeSegment,
  encodeSegment,
  type Entry,
  segmentEndsBefore,
} from "../../src/model/index.ts";
import { blake3Hex } from "../../src/stores/blobs/pack/blake3.ts";
import { median } from "../median.ts";

const ENTRIES = 10_000;
const ENTRIES_A_CLASS = 50;
const ROUNDS = 9;

interface Layout {
  encode(entries: readonly Entry[]): Uint8Array;
  decode(bytes: Uint8Array): Entry[];
}

const layouts: Record<string, Layout> = {
  "columns as JSON": { encode: encodeSegment, decode: decodeSegment },
  // The floor: front-coded paths, varint sizes, digests as raw bytes; no references and no extras.
  "plain binary": { encode: encodeBinary, decode: decodeBinary },
};

const segments = cut(pictures());
console.log(`${ENTRIES} entries in ${segments.length} segments; time: median of ${ROUNDS} rounds over all segments`);
for (const [name, { encode, decode }] of Object.entries(layouts)) {
  const plain = segments.map(encode);
  const packed = plain.map((bytes) => zstdCompressSync(bytes));
  if (JSON.stringify(packed.flatMap((bytes) => decode(zstdDecompressSync(bytes)))) !== JSON.stringify(segments.flat()))
    throw new Error(`${name} does not give back what it was given`);
  const facts = {
    "bytes an entry": sum(plain) / ENTRIES,
    "with zstd": sum(packed) / ENTRIES,
    "us to encode a segment": time(() => segments.forEach((segment) => zstdCompressSync(encode(segment)))),
    "us to decode a segment": time(() => packed.forEach((bytes) => decode(zstdDecompressSync(bytes)))),
  };
  console.log(
    `${name}: ${Object.entries(facts)
      .map(([what, value]) => `${value.toFixed(1)} ${what}`)
      .join(", ")}`,
  );
}

/** Pictures in folders of classes, as data sets have them; digests without any pattern. */
function pictures(): Entry[] {
  return Array.from({ length: ENTRIES }, (_, index): Entry => {
    const word = `n${String(1_440_764 + 7919 * Math.floor(index / ENTRIES_A_CLASS)).padStart(8, "0")}`;
    const content = Buffer.from(`picture ${index}`);
    return {
      path: `images/train/${word}/${word}_${(index * 37) % 29_989}.JPEG`,
      digest: createHash("md5").update(content).digest("base64"),
      sizeBytes: 20_000 + ((index * 48_271) % 180_001),
      blob: blake3Hex(content) as BlobHash,
    };
  }).sort((left, right) => compareUtf8(left.path, right.path));
}

function cut(entries: readonly Entry[]): Entry[][] {
  const cuts: Entry[][] = [[]];
  for (const entry of entries) {
    if (segmentEndsBefore(entry.path, cuts.at(-1)!.length)) cuts.push([]);
    cuts.at(-1)!.push(entry);
  }
  return cuts;
}

function encodeBinary(entries: readonly Entry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let before = Buffer.alloc(0);
  for (const { path, sizeBytes, digest, blob } of entries) {
    const bytes = Buffer.from(path);
    let shared = 0;
    while (shared < before.length && before[shared] === bytes[shared]) shared += 1;
    parts.push(varint(shared), varint(bytes.length - shared), bytes.subarray(shared), varint(sizeBytes));
    parts.push(Buffer.from(digest, "base64"), Buffer.from(blob!, "hex"));
    before = bytes;
  }
  return Buffer.concat(parts);
}

function decodeBinary(bytes: Uint8Array): Entry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Entry[] = [];
  let at = 0;
  let before = "";
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = buffer[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < buffer.length) {
    const shared = number();
    const rest = number();
    // The paths of this data set are ASCII, so that bytes are characters.
    const path = before.slice(0, shared) + buffer.toString("latin1", at, at + rest);
    at += rest;
    const sizeBytes = number();
    const digest = buffer.toString("base64", at, at + 16);
    const blob = buffer.toString("hex", at + 16, at + 48) as BlobHash;
    at += 48;
    entries.push({ path, digest, sizeBytes, blob });
    before = path;
  }
  return entries;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.of(...bytes, rest);
}

function sum(parts: readonly Uint8Array[]): number {
  return parts.reduce((total, { byteLength }) => total + byteLength, 0);
}

/** **Units** microseconds a segment */
function time(work: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const startMs = performance.now();
    work();
    return ((performance.now() - startMs) * 1000) / segments.length;
  });
  return median(rounds);
}
