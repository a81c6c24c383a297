import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StemmaError } from "../errors.ts";
import { readPattern } from "./pattern.ts";

const found = (pattern: string, value: string, isCaseIgnored = false): boolean =>
  readPattern(pattern, isCaseIgnored, { steps: 1e7 })(value);

/** Patterns whose answer must be that of JavaScript's own engine, on many texts. */
const patterns = [
  "",
  "a",
  "abc",
  "^abc",
  "abc$",
  "^$",
  "^a*$",
  "a|b",
  "^(?:a|bc|)d?$",
  "(a)(b)?(c)+",
  "a{2}b{1,3}c{0}",
  "^(ab){2,}$",
  "[a-c]+[^a-c]",
  "[\\d-]{2,}",
  "\\w+\\s\\w+",
  "^\\S*\\D$",
  "a.c",
  "a\\.c",
  "\\ba\\b",
  "a\\Bb",
  "(a|ab)(c|bcd)(d*)",
  "(a*)*b",
  "((a?)+)+c",
  "x*?y+?",
  "[.*+]",
  "\\u0061\\x62",
];

describe("readPattern()", () => {
  test("matches the same texts as JavaScript's engine", () => {
    const texts = fc.string({ unit: fc.constantFrom(..."aabbccdxy.1- \n\u{1f600}".split(/(?:)/u)), maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...patterns), texts, fc.boolean(), (pattern, text, isUpper) => {
        const value = isUpper ? text.toUpperCase() : text;
        expect(found(pattern, value)).toBe(new RegExp(pattern, "u").test(value));
        expect(found(pattern, value, true)).toBe(new RegExp(pattern, "iu").test(value));
      }),
      { numRuns: 1000 },
    );
  });

  test("matches the same texts as JavaScript's engine for random patterns", () => {
    const { pattern } = fc.letrec<{ pattern: string; row: string; one: string }>((tie) => ({
      pattern: fc.oneof(
        { maxDepth: 3 },
        tie("row"),
        fc.tuple(tie("row"), tie("pattern")).map((two) => two.join("|")),
      ),
      row: fc.array(tie("one"), { maxLength: 3 }).map((ones) => ones.join("")),
      one: fc
        .tuple(
          fc.oneof(
            { maxDepth: 3 },
            fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\w"),
            tie("pattern").map((inner) => `(${inner})`),
          ),
          fc.constantFrom("", "", "*", "+", "?", "{1,2}", "*?"),
        )
        .map((two) => two.join("")),
    }));
    // Short, because JavaScript's own engine goes back and forth for minutes over some of the longer ones.
    const short = pattern.filter((source) => source.length <= 40);
    fc.assert(
      fc.property(short, fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 }), (source, text) => {
        expect(found(`^(?:${source})$`, text)).toBe(new RegExp(`^(?:${source})$`, "u").test(text));
      }),
      { numRuns: 500 },
    );
  });

  test("supports the escapes of Python's re.escape and the flag (?i)", () => {
    expect(found("my\\-run\\ \\#1\\~\\&\\_", "a my-run #1~&_ b")).toBe(true);
    expect(found("[a\\-c\\ ]", "-")).toBe(true);
    expect(found("[a\\-c\\ ]", "b")).toBe(false);
    expect(found("(?i)ABC", "xabcx")).toBe(true);
    expect(found("{a}]", "{a}]")).toBe(true);
  });

  test("takes linear time for patterns that make a backtracking engine run for hours", () => {
    const text = "a".repeat(2000);
    for (const pattern of ["(a*)*b", "(a|a)*b", "(a|aa)+$b", "(.*a){20}b", ".*.*.*.*.*.*.*.*=", "(a?){50}a{50}b"])
      expect(found(pattern, text)).toBe(false);
  });

  test("stops once the request has used up its budget", () => {
    const budget = { steps: 5000 };
    const isFound = readPattern("x.*y", false, budget);
    const count = (): void => {
      for (let turn = 0; turn < 1000; turn++) isFound("xxxxxxxxxxxxxxxxxxxx");
    };
    expect(count).toThrow(StemmaError);
    expect(() => readPattern("a", false, budget)("a")).toThrow(/takes too long/);
  });

  test.each([
    "(",
    ")",
    "a)",
    "(a",
    "[a",
    "a\\",
    "*a",
    "a|+",
    "{2}",
    "a{3,2}",
    "[b-a]",
    "(?=a)",
    "(?!a)",
    "(?<=a)b",
    "(a)\\1",
    "\\k<name>",
    "\\p",
    "\\q",
    "a{9999}",
    "(a{99}){99}",
    "a".repeat(257),
  ])("refuses %j", (pattern) => {
    expect(() => readPattern(pattern, false, { steps: 1e6 })).toThrow(
      expect.objectContaining({ name: "StemmaError", code: "invalid_input" }) as Error,
    );
  });
});
