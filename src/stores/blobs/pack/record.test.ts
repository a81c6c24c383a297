import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isStemmaError } from "../../../model/errors.ts";
import { COMPRESS_FROM_BYTES } from "../../../model/limits.ts";
import { blake3Hex } from "./blake3.ts";
import {
  type CompressMode,
  decodeRecord,
  encodeRecord,
  MAX_RECORD_RAW_BYTES,
  readHeader,
  RECORD_HEADER_BYTES,
} from "./record.ts";

const text = Buffer.from("the quick brown fox jumps over the lazy dog; ".repeat(12));
const noise = (sizeBytes: number): Uint8Array => {
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
};
const codecOf = (raw: Uint8Array, compress: CompressMode): string => readHeader(encodeRecord(raw, { compress })).codec;
const isSame = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;

function findDamage(record: Uint8Array): unknown {
  try {
    decodeRecord(record);
    return undefined;
  } catch (error) {
    expect(isStemmaError(error, "damaged")).toBe(true);
    return error;
  }
}

describe("encodeRecord()", () => {
  test("decodeRecord() returns the input of encodeRecord() in every mode", () => {
    const repetitive = fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 2000 }))
      .map(([unit, times]) => new Uint8Array(unit.length * times).map((_, index) => unit[index % unit.length]!));
    const mode = fc.constantFrom<CompressMode>("never", "sampled", "always");
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 5000 }), repetitive), mode, (raw, compress) => {
        const record = encodeRecord(raw, { compress });
        const decoded = decodeRecord(record);
        expect(isSame(decoded.raw, raw)).toBe(true);
        expect(decoded.checksum).toBe(blake3Hex(raw));
        expect(readHeader(record).recordSizeBytes).toBe(record.byteLength);
        expect(record.byteLength).toBeLessThanOrEqual(RECORD_HEADER_BYTES + raw.byteLength);
      }),
      { numRuns: 200 },
    );
  });

  test("the layout is the documented one, byte for byte", () => {
    const raw = Buffer.from("stemma");
    const expected = `0100000006000000060000${"00"}${blake3Hex(raw)}${raw.toString("hex")}`;
    expect(Buffer.from(encodeRecord(raw, { compress: "never" })).toString("hex")).toBe(expected);
  });

  test("an empty chunk is encoded as a header only", () => {
    const record = encodeRecord(new Uint8Array(0), { compress: "always" });
    expect(record.byteLength).toBe(RECORD_HEADER_BYTES);
    expect(decodeRecord(record).raw.byteLength).toBe(0);
  });

  test("writes a given checksum unchanged and rejects one that is not a BLAKE3 in hex", () => {
    const checksum = blake3Hex(text);
    expect(readHeader(encodeRecord(text, { compress: "never", checksum })).checksum).toBe(checksum);
    for (const wrong of ["", checksum.slice(1), checksum.toUpperCase(), `${checksum}0`]) {
      expect(() => encodeRecord(text, { compress: "never", checksum: wrong })).toThrow(TypeError);
    }
  });

  test("a chunk beyond MAX_RECORD_RAW_BYTES is refused, one of that size is not", () => {
    const largest = new Uint8Array(MAX_RECORD_RAW_BYTES + 1);
    expect(() => encodeRecord(largest, { compress: "never" })).toThrow(expect.objectContaining({ code: "too_large" }));
    const record = encodeRecord(largest.subarray(1), { compress: "always" });
    expect(decodeRecord(record).raw.byteLength).toBe(MAX_RECORD_RAW_BYTES);
  });
});

describe("compression", () => {
  test('"never" stores the bytes unchanged', () => {
    expect(codecOf(new Uint8Array(100_000), "never")).toBe("none");
  });

  test("always compresses also what is small, and keeps what would not shrink", () => {
    expect(codecOf(text, "always")).toBe("zstd");
    expect(codecOf(noise(1000), "always")).toBe("none");
  });

  test("sampled compresses from COMPRESS_FROM_BYTES on", () => {
    expect(codecOf(new Uint8Array(COMPRESS_FROM_BYTES - 1), "sampled")).toBe("none");
    expect(codecOf(new Uint8Array(COMPRESS_FROM_BYTES), "sampled")).toBe("zstd");
  });

  test("sampled judges by the middle of the chunk", () => {
    const bytes = noise(300_000);
    expect(codecOf(bytes, "sampled")).toBe("none");
    bytes.fill(0, 100_000);
    expect(codecOf(bytes, "sampled")).toBe("zstd");
    const edges = new Uint8Array(300_000);
    edges.set(noise(100_000), 100_000);
    expect(codecOf(edges, "sampled")).toBe("none");
  });
});

describe("decodeRecord()", () => {
  const flips = (record: Uint8Array): Uint8Array[] =>
    Array.from({ length: record.byteLength * 8 }, (_, bit) => {
      const flipped = Uint8Array.from(record);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      return flipped;
    });

  test("detects every single flipped bit of a record that is stored as it is", () => {
    for (const flipped of flips(encodeRecord(text, { compress: "never" }))) expect(findDamage(flipped)).toBeDefined();
  });

  test("detects every single flipped bit in the header of a compressed record", () => {
    const record = encodeRecord(text, { compress: "always" });
    for (const flipped of flips(record).slice(0, RECORD_HEADER_BYTES * 8)) expect(findDamage(flipped)).toBeDefined();
  });

  test("never gives a wrong byte for a bit flipped in compressed bytes; zstd has bits that carry nothing", () => {
    const rows = Buffer.from(JSON.stringify(Array.from({ length: 60 }, (_, index) => ({ path: index * 7919 }))));
    for (const raw of [text, rows]) {
      const bits = flips(encodeRecord(raw, { compress: "always" }));
      const undetected = bits.filter((flipped) => findDamage(flipped) === undefined);
      for (const flipped of undetected) expect(isSame(decodeRecord(flipped).raw, raw)).toBe(true);
      expect(undetected.length).toBeLessThan(bits.length / 100);
    }
  });

  test("rejects a truncated record and trailing bytes", () => {
    for (const compress of ["never", "always"] as const) {
      const record = encodeRecord(text, { compress });
      for (let length = 0; length < record.byteLength; length++)
        expect(findDamage(record.subarray(0, length))).toBeDefined();
      expect(findDamage(Buffer.concat([record, Buffer.alloc(1)]))).toBeDefined();
    }
  });

  test("rejects bytes that are not a record, even with a plausible beginning", () => {
    const beginning = fc.constantFrom([], [1, 0, 0, 0], [1, 1, 0, 0]);
    fc.assert(
      fc.property(beginning, fc.uint8Array({ maxLength: 200 }), (first, rest) => {
        expect(findDamage(Uint8Array.from([...first, ...rest]))).toBeDefined();
      }),
    );
    expect(() => readHeader(new Uint8Array(10), 500)).toThrow(expect.objectContaining({ code: "damaged" }));
  });

  test("refuses compressed bytes that unpack to more than their header declares", () => {
    const bomb = zstdCompressSync(new Uint8Array(64 * 1024 * 1024));
    const record = Buffer.concat([encodeRecord(text, { compress: "always" }).subarray(0, RECORD_HEADER_BYTES), bomb]);
    record.writeUInt32LE(MAX_RECORD_RAW_BYTES, 4);
    record.writeUInt32LE(bomb.byteLength, 8);
    expect(findDamage(record)).toMatchObject({ message: expect.stringContaining("cannot be decompressed") });
  });

  test("refuses a header that declares more than MAX_RECORD_RAW_BYTES", () => {
    const record = Buffer.from(encodeRecord(text, { compress: "always" }));
    record.writeUInt32LE(MAX_RECORD_RAW_BYTES + 1, 4);
    expect(findDamage(record)).toMatchObject({ message: expect.stringContaining("its sizes are") });
  });

  test("rejects sizes that no codec produces", () => {
    const record = Buffer.from(encodeRecord(text, { compress: "always" }));
    record.writeUInt32LE(record.readUInt32LE(4), 8);
    expect(() => readHeader(record)).toThrow("its sizes are");
    const plain = Buffer.from(encodeRecord(text, { compress: "never" }));
    plain.writeUInt32LE(plain.readUInt32LE(4) - 1, 8);
    expect(() => readHeader(plain)).toThrow("its sizes are");
  });

  test("says what was found, with the checksum for programs", () => {
    const record = encodeRecord(text, { compress: "never" });
    record[RECORD_HEADER_BYTES]! ^= 1;
    const checksum = blake3Hex(text);
    const actual = blake3Hex(record.subarray(RECORD_HEADER_BYTES));
    expect(findDamage(record)).toMatchObject({
      message: `Cannot read a stored chunk: its bytes have the BLAKE3 ${actual}, expected ${checksum}`,
      details: { seal: checksum, actual },
    });
  });
});
