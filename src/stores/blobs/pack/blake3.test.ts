import fc from "fast-check";
import { expect, test } from "vitest";
import { blake3Hex, createBlake3 } from "./blake3.ts";

/** Inputs of the official test vectors: byte i is i modulo 251. */
const vectorInput = (sizeBytes: number): Uint8Array => new Uint8Array(sizeBytes).map((_, index) => index % 251);

test("blake3Hex() returns the digests of the official test vectors", () => {
  expect(blake3Hex(vectorInput(0))).toBe("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
  expect(blake3Hex(vectorInput(1))).toBe("2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213");
  expect(blake3Hex(vectorInput(1024))).toBe("42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7");
});

test("createBlake3() returns the same digest however the bytes are split", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 }), (parts) => {
      const hasher = createBlake3();
      for (const part of parts) hasher.update(part);
      expect(hasher.digestHex()).toBe(blake3Hex(Buffer.concat(parts)));
    }),
  );
});

test("both accept views into larger and into shared memory", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(4096)).subarray(1000, 2024);
  shared.set(vectorInput(1024));
  const hasher = createBlake3();
  hasher.update(shared);
  expect([blake3Hex(shared), hasher.digestHex()]).toEqual(Array(2).fill(blake3Hex(vectorInput(1024))));
});
