import { isNode, type SyntaxNode, syntaxNodes } from "./syntax-tree.ts";

/** One module that a file names. */
export interface ModuleImport {
  readonly specifier: string;
  readonly start: number;
}

/** Every module a TypeScript text names: imports, re-exports, `import()`, `import("…").Type`, `new URL("…", import.meta.url)`. */
export function moduleImports(text: string): ModuleImport[] {
  return syntaxNodes(text).flatMap((node) => {
    const specifier = specifierOf(node);
    return specifier === undefined ? [] : [{ specifier, start: node.start }];
  });
}

function specifierOf(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return literal(node["source"]);
    case "NewExpression": {
      const [path, base] = node["arguments"] as unknown[];
      const isModuleUrl = isNode(base, "MemberExpression") && isNode(base["object"], "MetaProperty");
      const specifier = literal(path);
      return isModuleUrl && specifier?.startsWith(".") ? specifier : undefined;
    }
    default:
      return undefined;
  }
}

function literal(node: unknown): string | undefined {
  return isNode(node, "Literal") && typeof node["value"] === "string" ? node["value"] : undefined;
}
