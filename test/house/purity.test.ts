import { expect, test } from "vitest";
import { failWith } from "./fail-with.ts";
import { moduleImports } from "./module-imports.ts";
import { lineAt, productFiles, type SourceFile } from "./source-tree.ts";
import { dottedName, type SyntaxNode, syntaxNodes } from "./syntax-tree.ts";

const pureRooms = /^src\/(model|core|stores|wire|api)\//;
const roomsThatPrint = /^src\/(cli|server)\//;

/** What makes two runs differ, and where to get it instead. */
const impure: Readonly<Record<string, string>> = {
  "Date.now": "take the time from the clock port",
  "performance.now": "take the time from the clock port",
  "Math.random": "take it from the ids port",
  "process.env": "let the server or the CLI read it once and pass it on",
};

test("model, core, stores, wire and api get time, chance and environment from ports", () => {
  failWith(
    productFiles()
      .filter(({ path }) => pureRooms.test(path))
      .flatMap(impurityProblems),
  );
});

test("only the CLI and the server print", () => {
  failWith(
    productFiles()
      .filter(({ path }) => !roomsThatPrint.test(path))
      .flatMap(printProblems),
  );
});

test("the rules see every spelling", () => {
  const impurities = (text: string): number => impurityProblems({ path: "src/core/a.ts", text }).length;
  expect(impurities("export const a = Date.now() + Math.random() + performance.now();")).toBe(3);
  expect(impurities(`export const a = process.env["HOME"] ?? globalThis.process.env.HOME;`)).toBe(2);
  expect(impurities("export const a = [new Date(), new Date, Date()];")).toBe(3);
  expect(impurities(`import { env } from "node:process";`)).toBe(1);
  expect(impurities("export const a = (clock: Clock) => [new Date(0), clock.now()];")).toBe(0);
  expect(printProblems({ path: "src/core/a.ts", text: "console.log(1);" })).toHaveLength(1);
});

function impurityProblems({ path, text }: SourceFile): string[] {
  const inCode = syntaxNodes(text).flatMap((node) => {
    const [what, remedy] = impurityOf(node) ?? [];
    return what === undefined ? [] : [`${path}:${lineAt(text, node.start)} uses ${what}: ${remedy}`];
  });
  const processImports = moduleImports(text).filter(({ specifier }) => specifier === "node:process");
  const remedy = impure["process.env"];
  return [
    ...inCode,
    ...processImports.map(({ start }) => `${path}:${lineAt(text, start)} imports node:process: ${remedy}`),
  ];
}

function impurityOf(node: SyntaxNode): readonly [what: string, remedy: string] | undefined {
  if (node.type === "MemberExpression") {
    const name = dottedName(node).replace(/^globalThis\./, "");
    return impure[name] === undefined ? undefined : [name, impure[name]];
  }
  const isNow =
    dottedName(node["callee"]) === "Date" &&
    (node.type === "CallExpression" ||
      (node.type === "NewExpression" && (node["arguments"] as unknown[]).length === 0));
  return isNow ? ["the present date", "take the time from the clock port"] : undefined;
}

function printProblems({ path, text }: SourceFile): string[] {
  return syntaxNodes(text)
    .filter((node) => node.type === "MemberExpression" && /^(globalThis\.)?console\./.test(dottedName(node)))
    .map(
      (node) => `${path}:${lineAt(text, node.start)} prints: throw a StemmaError or tell it to a port; the server logs`,
    );
}
