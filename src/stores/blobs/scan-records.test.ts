import fc from "fast-check";
import { expect, test } from "vitest";
import { blake3Hex } from "./pack/blake3.ts";
import { encodeRecord, RECORD_HEADER_BYTES } from "./pack/record.ts";
import { scanRecords } from "./scan-records.ts";

const chunks = [
  Buffer.from("first"),
  Buffer.alloc(0),
  Buffer.from("a third one, repeated ".repeat(20)),
  Buffer.from("l"),
];
const records = chunks.map((raw) => encodeRecord(raw, { compress: "always" }));
const pack = Buffer.concat(records);
const ends = records.map((_, index) =>
  records.slice(0, index + 1).reduce((total, record) => total + record.byteLength, 0),
);
const sealsOf = (scan: ReturnType<typeof scanRecords>): string[] => scan.records.map(({ header }) => header.seal);

test("scanRecords() gives every record of a pack with its place", () => {
  const scan = scanRecords(pack);
  expect(sealsOf(scan)).toEqual(chunks.map(blake3Hex));
  expect(scan.records.map(({ endByte }) => endByte)).toEqual(ends);
  expect(scan.records.map(({ startByte }) => startByte)).toEqual([0, ...ends.slice(0, -1)]);
  expect(scan.endByte).toBe(pack.byteLength);
  expect(scan.torn).toBeUndefined();
  expect(scan.records.every(({ damage }) => damage === undefined)).toBe(true);
});

test("scanRecords() begins at a later record and gives nothing at the end", () => {
  expect(sealsOf(scanRecords(pack, ends[1]))).toEqual(chunks.slice(2).map(blake3Hex));
  expect(scanRecords(pack, pack.byteLength)).toEqual({ records: [], endByte: pack.byteLength });
  expect(scanRecords(new Uint8Array(0))).toEqual({ records: [], endByte: 0 });
});

test("scanRecords() stops at a torn tail of every length and tells where it begins", () => {
  for (let length = 0; length <= pack.byteLength; length++) {
    const whole = ends.filter((end) => end <= length);
    const scan = scanRecords(pack.subarray(0, length));
    expect(sealsOf(scan)).toEqual(chunks.slice(0, whole.length).map(blake3Hex));
    expect(scan.endByte).toBe(whole.at(-1) ?? 0);
    expect(scan.torn === undefined).toBe(length === scan.endByte);
  }
});

test("scanRecords() stops where zeros follow, as they do where a file grew and its bytes did not arrive", () => {
  const scan = scanRecords(Buffer.concat([pack, Buffer.alloc(4096)]));
  expect(scan.records.length).toBe(chunks.length);
  expect(scan.endByte).toBe(pack.byteLength);
  expect(scan.torn).toMatchObject({ code: "damaged" });
});

test("scanRecords() names a record whose bytes were changed and goes on behind it", () => {
  const changed = Buffer.from(pack);
  changed[RECORD_HEADER_BYTES + 2]! ^= 4;
  const scan = scanRecords(changed);
  expect(scan.records.map(({ damage }) => damage?.code)).toEqual(["damaged", undefined, undefined, undefined]);
  expect(scan.endByte).toBe(pack.byteLength);
});

test("scanRecords() ends on any bytes, inside them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(400), (noise, startByte) => {
      const { endByte } = scanRecords(Buffer.concat([pack, noise]), startByte);
      expect(endByte).toBeLessThanOrEqual(Math.max(startByte, pack.byteLength + noise.byteLength));
    }),
  );
});
