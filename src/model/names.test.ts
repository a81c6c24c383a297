import { describe, expect, test } from "vitest";
import { checkAlias, looksLikeVersion, versionIndexOf } from "./artifacts/alias.ts";
import {
  checkAccountName,
  checkCollectionName,
  checkPlainName,
  checkPortfolioName,
  checkProjectName,
  checkTag,
  truncate,
} from "./names.ts";

const refusal = expect.objectContaining({ name: "StemmaError", code: "invalid_input" }) as Error;
const longest = "n".repeat(128);

/** A check with what it takes and what it refuses. */
const checks: Record<string, [check: (name: string) => string, taken: string[], refused: string[]]> = {
  "checkAccountName()": [
    (name) => checkAccountName(name, "team"),
    ["a", "A-b_9", "x".repeat(64), "__proto__", "constructor"],
    [
      "",
      "x".repeat(65),
      "a b",
      "a.b",
      "ü",
      "a/b",
      "a\n",
      "api",
      "API",
      "GraphQL",
      "artifactsV2",
      "artifactsv2",
      "raw",
      "Orgs",
      "new",
      "RUNS",
    ],
  ],
  "checkProjectName()": [
    checkProjectName,
    ["a", "my project", "Ünï", longest, "a.b", "😀"],
    ["", " ", "a/b", "a\\b", "a#", "a?", "a%20", "a:b", "a\0", "\u007f", `${longest}x`, ".", "..", "\ud800"],
  ],
  "checkCollectionName()": [
    checkCollectionName,
    ["a", "a.b-c_D9", longest, "...", ".hidden"],
    ["", "a b", "a/b", "ü", "a:b", `${longest}x`, "a\n", ".", ".."],
  ],
  "checkPortfolioName()": [
    checkPortfolioName,
    ["a", "My Registered Model", "a.b-c_D9", "a  b", longest],
    ["", " a", "a ", " ", "a/b", "ü", "a:b", "a\tb", `${longest}x`, ".", ".."],
  ],
  "checkPlainName()": [
    (name) => checkPlainName(name, "run"),
    ["a", "a b", "ü:%#?", longest, "-"],
    ["", "  ", "a/b", "a\tb", `${longest}x`, ".", "..", "x\udc00"],
  ],
  "checkTag()": [
    checkTag,
    ["a", "a b", "a-b_c  d", "-", longest, "9"],
    ["", " a", "a ", "a.b", "ü", "a\nb", `${longest}x`, "a\tb", `${"a ".repeat(60)}!`],
  ],
  "checkAlias()": [
    checkAlias,
    ["best", "v1.0", "a b", "ü", "v", "vv1", longest],
    ["", " ", "a/b", "a:b", "a\n", `${longest}x`, "\ud800"],
  ],
};

for (const [name, [check, taken, refused]] of Object.entries(checks)) {
  describe(name, () => {
    test.each(taken)("takes %j", (text) => {
      expect(check(text)).toBe(text);
    });
    test.each(refused)("refuses %j", (text) => {
      expect(() => check(text)).toThrow(refusal);
    });
  });
}

test("rejects a tag of a hundred thousand words quickly", () => {
  expect(() => checkTag(`${"a ".repeat(100_000)}!`)).toThrow(refusal);
});

test("versionIndexOf() parses only permanent version names", () => {
  expect(["v0", "v12", "v999999999"].map(versionIndexOf)).toEqual([0, 12, 999_999_999]);
  for (const text of ["v", "v-1", "V1", "v1.0", "v1 ", "latest", "v9999999999", "", "vv1"])
    expect(versionIndexOf(text)).toBeUndefined();
});

test("looksLikeVersion() accepts what clients treat as a version", () => {
  expect(["v0", "v01", "v007", "v99999999999"].map(looksLikeVersion)).toEqual([true, true, true, true]);
  expect(["v", "V1", "v1a", "vv1", "v-1", "v1.0", "latest", "v١"].some(looksLikeVersion)).toBe(false);
});

test("truncate() returns a short single line without broken characters", () => {
  expect(truncate("a\nb\u001b[31m")).toBe("a\ufffdb\ufffd[31m");
  expect(truncate("x".repeat(500))).toBe("x".repeat(80));
  expect(truncate(`${"x".repeat(79)}😀`).isWellFormed()).toBe(true);
  expect(truncate({ a: [1] })).toBe('{"a":[1]}');
  expect(truncate(undefined)).toBe("undefined");
});
