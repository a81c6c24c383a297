import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publishedPaths } from "../../scripts/published-paths.ts";
import { failWith } from "./fail-with.ts";
import { readText, root } from "./source-tree.ts";

test("everything package.json publishes has its source", () => {
  const missing = publishedPaths(JSON.parse(readText("package.json"))).filter((path) => !sourcesOf(path).some(isThere));
  failWith(
    missing.map((path) => {
      return `package.json names "${path}", but ${sourcesOf(path).join(" and ")} are not there: correct the entry or add the file`;
    }),
  );
});

test("the names are found wherever package.json may hold them", () => {
  const paths = publishedPaths({
    bin: { a: "bin/a.js" },
    files: ["dist", "!dist/**/*.map"],
    exports: { ".": { types: "./dist/a.d.ts", node: { default: "./dist/a.js" } }, "./b": "./dist/b.js" },
  });
  expect(paths).toEqual(["bin/a.js", "dist", "dist/a.d.ts", "dist/a.js", "dist/b.js"]);
});

/** What a published file is made from: dist is compiled from src, its user interface from ui. */
function sourcesOf(path: string): string[] {
  if (path === "dist") return ["src"];
  if (path.startsWith("dist/ui")) return ["ui"];
  if (!path.startsWith("dist/")) return [path];
  const source = path.replace(/^dist\//, "src/");
  return [source.replace(/(\.d\.ts|\.js)$/, ".ts"), source];
}

function isThere(path: string): boolean {
  return existsSync(join(root, path));
}
