import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { failWith } from "./fail-with.ts";
import { headingFragments, type Link, links } from "./markdown.ts";
import { lineAt, readFiles, readText, root, type SourceFile } from "./source-tree.ts";

const documents = readFiles([""], /^[^/]+\.md$|^(docs|examples)\/.+\.md$/);

test("the command line comes with a README", () => {
  const isMissing = existsSync(join(root, "src/cli/main.ts")) && !existsSync(join(root, "README.md"));
  failWith(isMissing ? ["README.md is missing: write what it is and the 60 seconds to the first artifact"] : []);
});

test("links between documents lead somewhere", () => {
  failWith(documents.flatMap((document) => links(document.text).flatMap((link) => linkProblems(document, link))));
});

test("the npm scripts that documents name exist", () => {
  const { scripts } = JSON.parse(readText("package.json")) as { scripts: Record<string, string> };
  failWith(documents.flatMap((document) => scriptProblems(document, Object.keys(scripts))));
});

test("the rules see what leads nowhere", () => {
  const text =
    "# A b!\n[here](#a-b) [there](#c) [file](missing.md) [up](../a.md) [web](https://example.org)\n`[code](x)`";
  const found = links(text).flatMap((link) => linkProblems({ path: "a.md", text }, link));
  expect(found).toHaveLength(3);
  expect(links("```\n[code](x)\n```\n\n[real](y)\n")).toEqual([{ target: "y", line: 5 }]);
  expect([...headingFragments("# One\n## `npm start`, then?\n## One\n")]).toEqual(["one", "npm-start-then", "one-1"]);
  expect(scriptProblems({ path: "a.md", text: "`npm run here` npm run test:gone" }, ["here"])).toHaveLength(1);
});

function linkProblems({ path, text }: SourceFile, { target, line }: Link): string[] {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return [];
  const [file, fragment] = decodeURIComponent(target).split("#") as [string, string | undefined];
  const place = file === "" ? path : posix.join(file.startsWith("/") ? "." : posix.dirname(path), file);
  const problem = (what: string): string[] => [`${path}:${line} points to "${target}": ${what}`];
  if (place.startsWith("..")) return problem("it leaves the repository, write the full address");
  if (file !== "" && !existsSync(join(root, place))) return problem("no such file, correct the path or add the file");
  if (fragment === undefined || (file !== "" && !place.endsWith(".md"))) return [];
  if (headingFragments(file === "" ? text : readText(place)).has(fragment)) return [];
  return problem(`${place} has no such heading, copy the fragment from it`);
}

function scriptProblems({ path, text }: SourceFile, scripts: readonly string[]): string[] {
  return [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)]
    .filter(([, name]) => !scripts.includes(name!))
    .map(({ 1: name, index }) => {
      return `${path}:${lineAt(text, index)} names "npm run ${name}": package.json has no such script, correct the name or add it`;
    });
}
