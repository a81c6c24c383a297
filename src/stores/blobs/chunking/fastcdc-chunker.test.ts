import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CHUNK_AVERAGE_BYTES, CHUNK_MAX_BYTES, CHUNK_MIN_BYTES, SINGLE_CHUNK_BYTES } from "../../../model/limits.ts";
import { createChunker, type Chunker } from "./fastcdc-chunker.ts";

const MIB = 1024 * 1024;
const chunker = createChunker();

/** SplitMix64 (Steele, Lea, Flood 2014): the documented source of the gear table, here also of bodies. */
function splitMix64(seed: bigint, count: number): BigUint64Array {
  const words = new BigUint64Array(count);
  let state = seed;
  for (let index = 0; index < count; index++) {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = BigInt.asUintN(64, (state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    words[index] = mixed ^ (mixed >> 31n);
  }
  return words;
}

function pseudoRandomBody(sizeBytes: number, seed: bigint): Uint8Array {
  return new Uint8Array(splitMix64(seed, Math.ceil(sizeBytes / 8)).buffer).subarray(0, sizeBytes);
}

const gear = splitMix64(0x7374656d6d61n, 256);
const gearHigh = Uint32Array.from(gear, (word) => Number(word >> 32n));
const gearLow = Uint32Array.from(gear, (word) => Number(word & 0xffffffffn));

/** The rule of createChunker() in plain words: the hash as two halves of 32 bits, one byte a step, the body whole. */
function referenceSizes(body: Uint8Array): number[] {
  if (body.length <= SINGLE_CHUNK_BYTES) return body.length === 0 ? [] : [body.length];
  const sizes: number[] = [];
  for (let start = 0; start < body.length; start += sizes.at(-1)!) sizes.push(referenceSize(body, start));
  return sizes;
}

function referenceSize(body: Uint8Array, start: number): number {
  let high = 0;
  let low = 0;
  const limit = Math.min(CHUNK_MAX_BYTES, body.length - start);
  for (let size = CHUNK_MIN_BYTES + 1; size <= limit; size++) {
    const byte = body[start + size - 1]!;
    const sum = ((low << 1) >>> 0) + gearLow[byte]!;
    high = ((high << 1) + (low >>> 31) + gearHigh[byte]! + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    low = sum >>> 0;
    const zeroBits = size <= CHUNK_AVERAGE_BYTES ? 20 : 16;
    if (high >>> (32 - zeroBits) === 0) return size;
  }
  return limit;
}

function cut(body: Uint8Array, sliceBytes = 64 * 1024, by: Chunker = chunker): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += sliceBytes) chunks.push(...by.push(body.subarray(at, at + sliceBytes)));
  return [...chunks, ...by.finish()];
}

const sizesOf = (chunks: Uint8Array[]): number[] => chunks.map((chunk) => chunk.length);
const digestsOf = (chunks: Uint8Array[]): string[] =>
  chunks.map((chunk) => createHash("sha256").update(chunk).digest("hex"));

const randomBody = pseudoRandomBody(6 * MIB, 1n);

test("createChunker() cuts a known body at known offsets", () => {
  // Stored chunks were cut here: other values would store every large file of every data folder once more.
  expect(sizesOf(cut(randomBody))).toEqual([
    213454, 357174, 284751, 296524, 312299, 283714, 293042, 214691, 286608, 270086, 269713, 258627, 356875, 225492,
    220336, 282151, 274383, 361340, 355564, 354859, 296723, 223050,
  ]);
});

test("createChunker() cuts like the reference implementation for random, repetitive and constant bodies", () => {
  const period = pseudoRandomBody(1000, 2n);
  const repetitive = new Uint8Array(3 * MIB).map((_, index) => period[index % period.length]!);
  const text = new Uint8Array(3 * MIB).map((_, index) => 97 + (randomBody[index]! & 3));
  for (const body of [randomBody, repetitive, text, new Uint8Array(3 * MIB), new Uint8Array(3 * MIB).fill(255)]) {
    expect(sizesOf(cut(body))).toEqual(referenceSizes(body));
  }
});

test("createChunker() cuts like the reference implementation for repeated byte values", () => {
  for (let value = 0; value < 256; value += 15) {
    const body = new Uint8Array(SINGLE_CHUNK_BYTES + 1 + value * 1024).fill(value);
    expect(sizesOf(cut(body))).toEqual(referenceSizes(body));
  }
});

test("the hash restarts in each chunk, so earlier bytes do not move its end", () => {
  // With these three bytes alone the hash begins with 20 zero bits; behind any other byte it does not.
  const end = Uint8Array.of(40, 94, 157);
  const chunk = (seed: bigint): Uint8Array => Buffer.concat([pseudoRandomBody(CHUNK_MIN_BYTES, seed), end]);
  const body = Buffer.concat([4n, 5n, 6n, 7n, 8n].map(chunk));
  expect(sizesOf(cut(body))).toEqual(Array(5).fill(CHUNK_MIN_BYTES + end.length));
  expect(sizesOf(cut(body, 1000))).toEqual(referenceSizes(body));
});

test("cuts do not depend on how the body is sliced", () => {
  const body = randomBody.subarray(0, 2 * MIB + 12_345);
  const whole = digestsOf(cut(body, body.length));
  const slice = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 300_000 }));
  fc.assert(
    fc.property(fc.array(slice, { minLength: 1, maxLength: 200 }), (sliceSizes) => {
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const size of sliceSizes) {
        chunks.push(...chunker.push(body.subarray(at, at + size)));
        at = Math.min(body.length, at + size);
      }
      chunks.push(...chunker.push(body.subarray(at)), ...chunker.finish());
      expect(digestsOf(chunks)).toEqual(whole);
    }),
    { numRuns: 60 },
  );
});

test("cuts are the same when a body arrives byte by byte", () => {
  const body = randomBody.subarray(0, SINGLE_CHUNK_BYTES + 100_000);
  expect(sizesOf(cut(body, 1))).toEqual(referenceSizes(body));
});

test("the chunks joined are the body, also when it comes in one slice larger than the memory", () => {
  expect(Buffer.compare(Buffer.concat(cut(randomBody, randomBody.length)), randomBody)).toBe(0);
});

test("every chunk but the last is between the smallest and the largest size, and the mean is near the average", () => {
  const sizes = sizesOf(cut(pseudoRandomBody(24 * MIB, 3n)));
  for (const size of sizes.slice(0, -1)) {
    expect(size).toBeGreaterThan(CHUNK_MIN_BYTES);
    expect(size).toBeLessThanOrEqual(CHUNK_MAX_BYTES);
  }
  expect(sizes.at(-1)!).toBeLessThanOrEqual(CHUNK_MAX_BYTES);
  const mean = (24 * MIB) / sizes.length;
  expect(mean).toBeGreaterThan(0.8 * CHUNK_AVERAGE_BYTES);
  expect(mean).toBeLessThan(1.5 * CHUNK_AVERAGE_BYTES);
});

test("a body without any cut is cut at the largest size", () => {
  const body = new Uint8Array(2 * MIB + 5);
  expect(referenceSizes(body)).toEqual([MIB, MIB, 5]);
  expect(sizesOf(cut(body))).toEqual([MIB, MIB, 5]);
});

test("inserted and removed bytes change only the chunks around them", () => {
  const before = digestsOf(cut(randomBody));
  const inserted = Buffer.concat([randomBody.subarray(0, 2 * MIB), Buffer.alloc(777, 7), randomBody.subarray(2 * MIB)]);
  const removed = Buffer.concat([randomBody.subarray(0, 2 * MIB), randomBody.subarray(2 * MIB + 5000)]);
  for (const body of [inserted, removed]) {
    const after = digestsOf(cut(body));
    expect(after.filter((digest) => !before.includes(digest)).length).toBeLessThanOrEqual(4);
    expect(after.at(-1)).toBe(before.at(-1));
  }
});

test("a body up to SINGLE_CHUNK_BYTES is one chunk, one byte more may be cut, an empty one has none", () => {
  expect(sizesOf(cut(randomBody.subarray(0, SINGLE_CHUNK_BYTES)))).toEqual([SINGLE_CHUNK_BYTES]);
  expect(sizesOf(cut(randomBody.subarray(0, 1)))).toEqual([1]);
  expect(cut(new Uint8Array(0))).toEqual([]);
  const earlyCut = randomBody.subarray(firstStartOfShortChunk(), firstStartOfShortChunk() + SINGLE_CHUNK_BYTES + 1);
  expect(sizesOf(cut(earlyCut)).length).toBe(2);
  expect(sizesOf(cut(earlyCut.subarray(0, SINGLE_CHUNK_BYTES)))).toEqual([SINGLE_CHUNK_BYTES]);
});

function firstStartOfShortChunk(): number {
  const sizes = referenceSizes(randomBody);
  const index = sizes.findIndex((size) => size < SINGLE_CHUNK_BYTES);
  expect(index).toBeGreaterThanOrEqual(0);
  return sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
}

test("finish() and reset() clear all state", () => {
  const body = randomBody.subarray(0, 2 * MIB);
  const alone = digestsOf(cut(body, 50_000, createChunker()));
  chunker.push(randomBody.subarray(3 * MIB, 3 * MIB + 400_001));
  chunker.reset();
  expect(digestsOf(cut(body))).toEqual(alone);
  expect(digestsOf(cut(body))).toEqual(alone);
});

test("chunks are copies: neither the body nor later bytes can change them", () => {
  const body = randomBody.slice(0, 3 * MIB);
  const first = chunker.push(body)[0]!;
  const digest = digestsOf([first])[0];
  body.fill(0);
  chunker.push(body);
  chunker.finish();
  expect(digestsOf([first])[0]).toBe(digest);
  expect(first.buffer.byteLength).toBe(first.length);
});

test("a chunker writes chunks into the given buffers", () => {
  const taken: number[] = [];
  const pool = new Uint8Array(CHUNK_MAX_BYTES);
  const pooled = createChunker((sizeBytes) => {
    taken.push(sizeBytes);
    return pool.subarray(0, sizeBytes);
  });
  const chunks = cut(randomBody, 64 * 1024, pooled);
  expect(sizesOf(chunks)).toEqual(taken);
  expect(chunks[0]!.buffer).toBe(pool.buffer);
});

test("a body may come in shared memory, as it does between threads", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(MIB));
  shared.set(randomBody.subarray(0, MIB));
  expect(sizesOf(cut(shared))).toEqual(referenceSizes(shared));
});
