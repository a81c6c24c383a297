import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkJsonObject, checkJsonShape, parseLoose, writeLoose } from "./json-text.ts";

/** ASCII and everything else half and half; lone surrogates among it. */
const character = fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));

const refusal = (code: string): Error => expect.objectContaining({ name: "StemmaError", code }) as Error;

describe("checkJsonShape()", () => {
  /** Values as the check counts them: one for each bracket and comma outside of strings. */
  const valuesIn = (text: string): number => (text.replace(/"(?:[^"\\]|\\[^])*"?/g, "").match(/[[{,]/g) ?? []).length;

  test("counts what stands outside of strings, however long these are and whatever they hold", () => {
    const piece = fc.oneof(
      fc.constantFrom('"', "\\", '\\"', "[", "]", "{}", ",", ":", "a"),
      fc.nat(200).map((length) => ",".repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join("");
        const values = valuesIn(text);
        expect(() => checkJsonShape(text, "it", values)).not.toThrow();
        if (values > 0) expect(() => checkJsonShape(text, "it", values - 1)).toThrow(refusal("invalid_input"));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("checkJsonObject()", () => {
  test("returns the text unchanged", () => {
    const text = ' {"b": 1.50, "a": 1e400, "n": NaN, "big": 12345678901234567890, "a": "\\u0000"} ';
    expect(checkJsonObject(text, "it", 1000)).toBe(text);
  });

  test.each(["", "null", "1", '"x"', "[]", "NaN", "{", '{"a":}', "{'a':1}", '{"a":undefined}', "{} {}"])(
    "refuses %j, which is no object",
    (text) => {
      expect(() => checkJsonObject(text, "it", 1000)).toThrow(refusal("invalid_input"));
    },
  );

  test("rejects a text with too many UTF-8 bytes", () => {
    expect(checkJsonObject('{"a":"é"}', "it", 10)).toBe('{"a":"é"}');
    expect(() => checkJsonObject('{"a":"éé"}', "it", 10)).toThrow(refusal("too_large"));
    expect(() => checkJsonObject(`{"a":"${"x".repeat(100)}"}`, "it", 50)).toThrow(refusal("too_large"));
  });

  test("rejects deep nesting, but not brackets inside texts", () => {
    expect(() => checkJsonObject(`{"a":${"[".repeat(1000)}${"]".repeat(1000)}}`, "it", 1e6)).toThrow(
      refusal("invalid_input"),
    );
    const inText = JSON.stringify({ a: '[{"\\'.repeat(1000) });
    expect(checkJsonObject(inText, "it", 1e6)).toBe(inText);
  });
});

describe("parseLoose()", () => {
  test("parses JSON like JSON.parse", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseLoose(text, "it")).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  test("parses bare NaN and infinities as numbers, but not inside texts", () => {
    expect(parseLoose('{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN","NaN":"-Infinity, \\"NaN","d":1}', "it")).toEqual({
      a: Number.NaN,
      b: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      c: "NaN",
      NaN: '-Infinity, "NaN',
      d: 1,
    });
    expect(parseLoose("NaN", "it")).toBeNaN();
  });

  test("keeps texts that look like its internal markers", () => {
    const odd = { a: "\0NaN", b: "\u0000Infinity", c: ["\0-Infinity"] };
    const text = `{"n":NaN,${JSON.stringify(odd).slice(1)}`;
    expect(parseLoose(text, "it")).toEqual({ n: Number.NaN, ...odd });
  });

  test("parses the output of writeLoose()", () => {
    const number = fc.double();
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        number,
        fc.string({ unit: character }).map((text) => text.toWellFormed()),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(value, (written) => {
        const read = parseLoose(writeLoose([Number.NaN, written]), "it");
        // -0 is written as 0.
        expect(writeLoose(read)).toBe(writeLoose([Number.NaN, written]));
      }),
      { numRuns: 100 },
    );
  });

  test("parses bare numbers beside a text of many megabytes", () => {
    const text = `{"a":"${'x\\"y'.repeat(1_500_000)}","n":NaN}`;
    expect((parseLoose(text, "it") as { n: number }).n).toBeNaN();
  });

  test.each(["NaNNaN", "-NaN", "{NaN:1}", "1NaN", '"a" NaN', "infinity", "[NaN", '{"a":"', "Nan"])(
    "refuses %j",
    (text) => {
      expect(() => parseLoose(text, "it")).toThrow(refusal("invalid_input"));
    },
  );
});

describe("writeLoose()", () => {
  test("writes JSON values like JSON.stringify", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(writeLoose(value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });

  test("omits undefined members and keeps a key called __proto__", () => {
    expect(writeLoose({ a: undefined, b: [undefined], n: Number.NEGATIVE_INFINITY })).toBe(
      '{"b":[null],"n":-Infinity}',
    );
    expect(writeLoose(JSON.parse('{"__proto__":NaN}'.replace("NaN", "1")))).toBe('{"__proto__":1}');
  });
});
