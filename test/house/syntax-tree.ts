import { parseAst } from "vitest/node";

/** A node of the ESTree form; `start` counts UTF-16 units from the beginning of the text. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Every node of a TypeScript text, parents before their children. */
export function syntaxNodes(text: string): SyntaxNode[] {
  return [...walk(parseAst(text, { lang: "ts" }))];
}

/** Tells whether a value is a node, of one of the types when some are named. */
export function isNode(value: unknown, ...types: string[]): value is SyntaxNode {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  return types.length === 0 || types.includes(String(value.type));
}

/** The dotted name of `a` or `a.b`, computed with a literal or not; empty for anything else. */
export function dottedName(node: unknown): string {
  if (isNode(node, "Identifier")) return String(node["name"]);
  if (!isNode(node, "MemberExpression")) return "";
  const property = node["property"];
  const name = isNode(property, "Literal") ? property["value"] : isNode(property) ? property["name"] : "";
  return `${dottedName(node["object"])}.${String(name)}`;
}

function* walk(value: unknown): Generator<SyntaxNode> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item);
  } else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) yield* walk(child);
  }
}
