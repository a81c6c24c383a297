import { isNode, type SyntaxNode, syntaxNodes } from "./syntax-tree.ts";

/** An export that nobody explained. */
export interface UndocumentedExport {
  readonly name: string;
  readonly start: number;
}

const documented = [
  "FunctionDeclaration",
  "TSDeclareFunction",
  "ClassDeclaration",
  "TSInterfaceDeclaration",
  "VariableDeclaration",
];

/**
 * The exported functions, classes, interfaces and constants without a docstring directly above.
 *
 * Constants that follow each other without an empty line share the docstring of the first, and so do overloads.
 */
export function undocumentedExports(text: string): UndocumentedExport[] {
  const [program] = syntaxNodes(text);
  const missing: UndocumentedExport[] = [];
  let explained: { readonly kind: string; readonly end: number } | undefined;
  for (const statement of program!["body"] as SyntaxNode[]) {
    const declaration = statement["declaration"];
    if (!statement.type.startsWith("Export") || !isNode(declaration, ...documented)) continue;
    const kind = declaration.type === "VariableDeclaration" ? "constant" : nameOf(declaration);
    const isShared = explained?.kind === kind && isDirectlyAbove(text.slice(explained.end, statement.start));
    if (isShared || hasDocstring(text, statement.start)) explained = { kind, end: statement["end"] as number };
    else missing.push({ name: nameOf(declaration), start: statement.start });
  }
  return missing;
}

function hasDocstring(text: string, start: number): boolean {
  const above = text.slice(0, start);
  const comment = above.slice(above.lastIndexOf("/*"));
  return comment.startsWith("/**") && isDirectlyAbove(comment.slice(comment.indexOf("*/") + 2));
}

function isDirectlyAbove(gap: string): boolean {
  return /^[^\S\n]*\n?[^\S\n]*$/.test(gap);
}

function nameOf(declaration: SyntaxNode): string {
  const [first] = (declaration["declarations"] as SyntaxNode[] | undefined) ?? [declaration];
  const id = first!["id"];
  return isNode(id) ? String(id["name"]) : "its default";
}
