import { describe, expect, test } from "vitest";
import { checkEntryPath } from "./entry-path.ts";

describe("checkEntryPath()", () => {
  test.each([
    "a",
    "data/train.csv",
    ".hidden/.x",
    "...",
    "a b/c (1).txt",
    "ünï/日本/😀.png",
    "e\u0301",
    "ab:c/d:e",
    "COM1/nul.txt",
    "%2e%2e/x;y#z?w",
    "a".repeat(255),
    "é".repeat(127),
    "😀".repeat(63),
    Array.from({ length: 64 }, () => "d").join("/"),
    `${`${"x".repeat(254)}/`.repeat(4)}y`.slice(0, 1024),
    "__proto__/constructor",
    "\u202efdp.exe",
  ])("takes %j unchanged", (path) => {
    expect(checkEntryPath(path)).toBe(path);
  });

  test.each([
    ["an empty path", ""],
    ["a control character", "a\nb"],
    ["U+0000", "a\0b"],
    ["U+007F", "a\u007fb"],
    ["a backslash", "a\\b"],
    ["a slash in front", "/etc/passwd"],
    ["a drive", "C:/x"],
    ["a drive without a slash", "c:x"],
    ["a folder above", "../x"],
    ["a folder above inside", "a/../../x"],
    ["a folder above at the end", "a/.."],
    ["the folder itself", "./x"],
    ["an empty part", "a//b"],
    ["a slash at the end", "a/"],
    ["a lone surrogate", "a\ud800"],
    ["a part beyond 255 bytes", "a".repeat(256)],
    ["a part beyond 255 bytes in UTF-8", "é".repeat(128)],
    ["more than 1024 bytes", `${"x".repeat(250)}/`.repeat(5)],
    ["65 parts", Array.from({ length: 65 }, () => "d").join("/")],
  ])("refuses %s", (_, path) => {
    expect(() => checkEntryPath(path)).toThrow(
      expect.objectContaining({ name: "StemmaError", code: "invalid_input" }) as Error,
    );
  });

  test("states the rule and the start of the path in one line", () => {
    const path = `x\n${"y".repeat(500)}`;
    expect(() => checkEntryPath(path)).toThrow(/^Cannot store the entry "x\ufffdy{78}": its path contains a control/);
  });
});
