import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plantedBugs } from "../planted-bugs/bugs.ts";
import { planted } from "../planted-bugs/planted-bug.ts";
import { readText, root } from "./source-tree.ts";
import { syntaxNodes } from "./syntax-tree.ts";

test.each(plantedBugs)(
  "applies to the sources, still parses, and names existing suites: $name",
  ({ edits, caughtBy }) => {
    expect(caughtBy.length).toBeGreaterThan(0);
    for (const { file } of caughtBy) expect(existsSync(join(root, file)), file).toBe(true);
    for (const [file, ofFile] of Map.groupBy(edits, (edit) => edit.file))
      expect(syntaxNodes(planted(readText(file), ofFile)).length).toBeGreaterThan(0);
  },
);
