import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { decodeNode, encodeNode } from "./manifest-node.ts";
import { decodeSegment, encodeSegment } from "./manifest-segment.ts";

/** ASCII and everything else half and half; lone surrogates among it. */
const character = fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));

const damage = expect.objectContaining({ name: "StemmaError", code: "damaged" }) as Error;
const text = fc.string({ unit: character }).map((value) => value.toWellFormed());
const extra = fc
  .dictionary(text, fc.jsonValue({ maxDepth: 2 }), { minKeys: 1, maxKeys: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

const file = fc.record(
  { path: text, digest: text, sizeBytes: fc.maxSafeNat(), blob: fc.stringMatching(/^[0-9a-f]{64}$/), extra },
  { requiredKeys: ["path", "digest", "sizeBytes", "blob"] },
);
const reference = fc.record(
  { path: text, digest: text, sizeBytes: fc.maxSafeNat(), ref: text, extra },
  { requiredKeys: ["path", "digest", "sizeBytes", "ref"] },
);
const entries = fc.array(fc.oneof(file, reference), { maxLength: 8 }) as fc.Arbitrary<Entry[]>;

describe("a segment", () => {
  test("decodes to the encoded files, references and extra fields", () => {
    fc.assert(
      fc.property(entries, (all) => {
        expect(decodeSegment(encodeSegment(all))).toEqual(all);
      }),
      { numRuns: 100 },
    );
  });

  test("keeps an empty reference and keys such as __proto__", () => {
    const odd = [
      { path: "__proto__", digest: "d", sizeBytes: 0, ref: "" },
      { path: "x", digest: "d", sizeBytes: 1, ref: "s3://b/k", extra: JSON.parse('{"__proto__":{"a":1}}') as never },
    ];
    const decoded = decodeSegment(encodeSegment(odd));
    expect(JSON.stringify(decoded)).toBe(JSON.stringify(odd));
  });

  test("encodes equal entries to equal bytes and different ones to different bytes", () => {
    fc.assert(
      fc.property(entries, entries, (one, two) => {
        const isEqual = JSON.stringify(decodeSegment(encodeSegment(one))) === JSON.stringify(two);
        expect(Buffer.compare(encodeSegment(one), encodeSegment(two)) === 0).toBe(isEqual);
        expect(encodeSegment(one)).toEqual(encodeSegment(structuredClone(one)));
      }),
    );
  });

  test.each(["", "{", "null", "[]", "{}", '{"v":2}', '{"v":1}', '{"v":1,"p":["a"],"s":[],"d":[],"b":[]}', '"x"'])(
    "of the bytes %j is damaged",
    (bytes) => {
      expect(() => decodeSegment(Buffer.from(bytes))).toThrow(damage);
    },
  );
});

describe("a node", () => {
  test("decodes to the encoded value", () => {
    const place = fc.record({ chunkHash: text, firstPath: text, entryCount: fc.nat() });
    fc.assert(
      fc.property(fc.array(place), (places) => {
        expect(decodeNode(encodeNode(places))).toEqual(places);
      }),
    );
  });

  test.each(["", "{", "null", "[]", "{}", '{"v":2,"n":[]}', '{"v":1}', '{"v":1,"n":[1]}', '{"v":1,"n":[["a"]]}'])(
    "of the bytes %j is damaged",
    (bytes) => {
      expect(() => decodeNode(Buffer.from(bytes))).toThrow(damage);
    },
  );
});
