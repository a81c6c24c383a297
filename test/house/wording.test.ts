import { expect, test } from "vitest";
import { bannedIdentifiers, bannedInText, bannedPhrases, type BannedPhrase } from "./banned-words.ts";
import { failWith } from "./fail-with.ts";
import { lineAt, productFiles, readFiles, type SourceFile } from "./source-tree.ts";
import { type SyntaxNode, syntaxNodes } from "./syntax-tree.ts";

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
/** Applied migrations never change; the list of old words and the table of renamed metrics have to name them. */
const keepsOldWords =
  /^(src\/stores\/metadata\/migrations\/|test\/fixtures\/|test\/house\/(banned-words|wording\.test)\.ts$|CHANGELOG\.md$)/;
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

test("replaced identifiers and phrases do not come back", () => {
  const files = readFiles(["src", "test", "bench", "scripts", "docs", "examples", "bin"], text)
    .concat(readFiles([""], /^[^/]+\.md$/))
    .filter(({ path }) => !keepsOldWords.test(path));
  const rules = bannedPhrases.map(ruleOf);
  failWith(files.flatMap((file) => [...identifierBreaches(file), ...rules.flatMap((rule) => breaches(file, rule))]));
});

test("messages and documents use the standard words", () => {
  const documents = readFiles(["docs", "examples"], /\.md$/)
    .concat(readFiles([""], /^[^/]+\.md$/))
    .filter(({ path }) => !keepsOldWords.test(path));
  const rules = bannedInText.map(ruleOf);
  failWith(
    [...documents, ...productFiles().flatMap(messagesOf)].flatMap((file) =>
      rules.flatMap((rule) => breaches(file, rule)),
    ),
  );
});

test("the rules see what they forbid", () => {
  const count = (rule: Rule, text: string): number => breaches({ path: "src/core/a.ts", text }, rule).length;
  expect(count(unfinished, `// ${word("TO", "DO")}: later\n// mastodons`)).toBe(1);
  expect(count(focused, `test${word(".on", "ly")}("a", () => {})`)).toBe(1);
  expect(count(makingOf[0]!, `${word("A", "I")} said MAIL`)).toBe(1);
  expect(count(makingOf[1]!, `a ${word("Pro", "mpt")}, promptly`)).toBe(1);
  expect(count(homePaths, `cd ${["", "home", "ann"].join("/")} && open https://example.org/work/a`)).toBe(1);
  const old = word("Write", "Turn");
  expect(
    identifierBreaches({ path: "src/core/a.ts", text: `const a = new ${old}(); let my${old}, ${old}s;` }),
  ).toHaveLength(1);
  expect(
    bannedInText.filter((rule) => count(ruleOf(rule), "it is sealed, and brought back for ever") > 0),
  ).toHaveLength(3);
  const message = messagesOf({
    path: "src/a.ts",
    text: '/** sealed */\nf("sealed", "sealed text", `a ${"x"} sealed`);',
  });
  expect(message.map(({ text }) => text.trim())).toEqual(["sealed text", "a  sealed"]);
});

const identifiers = new RegExp(`(?<![\\w$])(?:${Object.keys(bannedIdentifiers).join("|")})(?![\\w$])`, "g");

function identifierBreaches({ path, text }: SourceFile): string[] {
  return [...text.matchAll(identifiers)].map(
    ({ 0: found, index }) => `${path}:${lineAt(text, index)} says "${found}": write ${bannedIdentifiers[found]}`,
  );
}

function ruleOf({ pattern, remedy }: BannedPhrase): Rule {
  return { pattern, remedy: `write "${remedy}"` };
}

/** The strings of a file that people may read, each with the lines before it, so that its line number is right. */
function messagesOf({ path, text }: SourceFile): SourceFile[] {
  return syntaxNodes(text)
    .map((node): readonly [start: number, value: string] => [node.start, stringOf(node)])
    .filter(
      ([, value]) =>
        /\w +\w/.test(value) && !/^\s*(?:select|insert|update|delete from|with|query|mutation)\b/.test(value),
    )
    .map(([start, value]) => ({ path, text: "\n".repeat(lineAt(text, start) - 1) + value }));
}

function stringOf(node: SyntaxNode): string {
  if (node.type === "Literal") return typeof node["value"] === "string" ? node["value"] : "";
  if (node.type !== "TemplateLiteral") return "";
  const quasis = node["quasis"] as readonly { value: { cooked: string | null } }[];
  return quasis.map(({ value }) => value.cooked ?? "").join("");
}

function breaches({ path, text }: SourceFile, { pattern, remedy, except }: Rule): string[] {
  if (except?.test(path)) return [];
  return [...text.matchAll(pattern)].map(
    ({ 0: found, index }) => `${path}:${lineAt(text, index)} says "${found}": ${remedy}`,
  );
}
