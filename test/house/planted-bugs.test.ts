import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plantedBugs } from "../planted-bugs/bugs.ts";
import { planted } from "../planted-bugs/planted-bug.ts";
import { readText, root } from "./source-tree.ts";
import { syntaxNodes } from "./syntax-tree.ts";

const LEAST_BUGS = 20;

test("there are as many planted bugs as were promised, each with a name of its own", () => {
  expect(plantedBugs.length).toBeGreaterThanOrEqual(LEAST_BUGS);
  expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
});

test.each(plantedBugs)("the bug has one place, leaves code that parses, and names suites that exist: $name", (bug) => {
  expect(bug.caughtBy.length).toBeGreaterThan(0);
  for (const { file } of bug.caughtBy) expect(existsSync(join(root, file)), file).toBe(true);
  for (const file of new Set(bug.edits.map((edit) => edit.file))) {
    const before = readText(file);
    const after = planted(
      before,
      bug.edits.filter((edit) => edit.file === file),
    );
    expect(after).not.toBe(before);
    expect(syntaxNodes(after).length).toBeGreaterThan(0);
  }
});

test("the rule sees what it forbids", () => {
  const edit = { file: "a.ts", from: "one", to: "two" };
  expect(() => planted("one and one", [edit])).toThrow(/2 times/);
  expect(() => planted("none", [{ ...edit, from: "three" }])).toThrow(/0 times/);
  expect(() => syntaxNodes("const a = ;")).toThrow(/./);
});
