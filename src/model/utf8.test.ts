import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareUtf8, utf8Length } from "./utf8.ts";

/** ASCII and everything else half and half; lone surrogates among it. */
const character = fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));

const text = fc.string({ unit: character, maxLength: 20 }).map((value) => value.toWellFormed());

describe("compareUtf8()", () => {
  test("orders as Buffer.compare orders the bytes", () => {
    const near = fc.constantFrom(
      "\ud7ff",
      "\ue000",
      "\uffff",
      "\u{10000}",
      "\u{10ffff}",
      "a",
      "\u007f",
      "\u0080",
      "\u0800",
    );
    const texts = fc.oneof(text, fc.string({ unit: near, maxLength: 5 }));
    fc.assert(
      fc.property(texts, texts, texts, (left, right, both) => {
        for (const [a, b] of [
          [left, right],
          [both + left, both + right],
        ] as const)
          expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("utf8Length()", () => {
  test("counts what Buffer counts", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(utf8Length(value)).toBe(Buffer.byteLength(value));
      }),
      { numRuns: 1000 },
    );
    expect(utf8Length("é".repeat(2000))).toBe(4000);
    expect(utf8Length("")).toBe(0);
  });
});
