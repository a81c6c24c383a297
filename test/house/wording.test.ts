import { expect, test } from "vitest";
import { failWith } from "./fail-with.ts";
import { lineAt, readFiles, type SourceFile } from "./source-tree.ts";

/** A thing that must not be written, and what to write instead. */
interface Rule {
  readonly pattern: RegExp;
  readonly remedy: string;
  /** Where it may stand all the same. */
  readonly except?: RegExp;
}

// The words are put together from pieces, so that this file does not hold what it looks for.
const word = (...pieces: string[]): string => pieces.join("");
const anyWord = (words: readonly string[], flags: string): RegExp => new RegExp(`\\b(${words.join("|")})\\b`, flags);

const text = /\.(ts|js|mjs|json|md|py|graphql|sql|ya?ml|toml|txt|html|css|sh|svg)$|(^|\/)[^.]+$/;
const notOurs = /^(package-lock\.json|LICENSE|test\/fixtures\/)/;
const code = /\.(ts|js|mjs|py|graphql|sql|css)$/;

const unfinished: Rule = {
  pattern: anyWord([word("TO", "DO"), word("FIX", "ME"), word("X", "XX")], "g"),
  remedy: "do it now, or leave it out and open an issue",
};
const focused: Rule = {
  pattern: new RegExp(`\\.${word("on", "ly")}\\(`, "g"),
  remedy: "remove it, the other tests of the file do not run",
};
const upper = [word("A", "I"), word("LL", "Ms?"), word("GP", "T"), word("ChatG", "PT")];
const lower = ["assist:ant", "pro:mpts?", "clau:de", "co:pilot", "chat:bot", "anthro:pic", "open:ai", "sub:agents?"];
const makingOf: readonly Rule[] = [
  { pattern: anyWord(upper, "g"), remedy: "the files speak of the product, not of how they were made" },
  {
    pattern: anyWord(
      lower.map((pieces) => pieces.replace(":", "")),
      "gi",
    ),
    remedy: "the files speak of the product, not of how they were made; say what a terminal asks for",
    // Asking for a key on a terminal is called that in the libraries that do it.
    except: /^src\/cli\//,
  },
];
const homePaths: Rule = {
  pattern: /(?<![\w./-])\/(work|root|home)\//g,
  remedy: "write a path from the root of the repository, or one every machine has",
};

test("nothing is left unfinished", () => {
  failWith(readFiles([""], code).flatMap((file) => breaches(file, unfinished)));
});

test("no test keeps the others from running", () => {
  failWith(readFiles(["src", "test"], /\.test\.ts$/).flatMap((file) => breaches(file, focused)));
});

test("the files speak of the product only", () => {
  const files = readFiles([""], text).filter(({ path }) => !notOurs.test(path));
  failWith(files.flatMap((file) => makingOf.flatMap((rule) => breaches(file, rule))));
});

test("no file names a folder of somebody's machine", () => {
  const files = readFiles(["src", "docs", "bin", "scripts", "bench", "examples"], text);
  failWith(files.concat(readFiles([""], /^[^/]+\.md$/)).flatMap((file) => breaches(file, homePaths)));
});

test("the rules see what they forbid", () => {
  const count = (rule: Rule, text: string): number => breaches({ path: "src/core/a.ts", text }, rule).length;
  expect(count(unfinished, `// ${word("TO", "DO")}: later\n// mastodons`)).toBe(1);
  expect(count(focused, `test${word(".on", "ly")}("a", () => {})`)).toBe(1);
  expect(count(makingOf[0]!, `${word("A", "I")} said MAIL`)).toBe(1);
  expect(count(makingOf[1]!, `a ${word("Pro", "mpt")}, promptly`)).toBe(1);
  expect(count(homePaths, `cd ${["", "home", "ann"].join("/")} && open https://example.org/work/a`)).toBe(1);
});

function breaches({ path, text }: SourceFile, { pattern, remedy, except }: Rule): string[] {
  if (except?.test(path)) return [];
  return [...text.matchAll(pattern)].map(
    ({ 0: found, index }) => `${path}:${lineAt(text, index)} says "${found}": ${remedy}`,
  );
}
