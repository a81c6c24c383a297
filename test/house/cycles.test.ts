import { posix } from "node:path";
import { expect, test } from "vitest";
import { failWith } from "./fail-with.ts";
import { moduleImports } from "./module-imports.ts";
import { productFiles, type SourceFile } from "./source-tree.ts";

/** Names of nodes, and of those each refers to. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

test("no file of src imports itself through others", () => {
  failWith(cycleProblems(importsBetween(productFiles(), (path) => path)));
});

test("no folder of src imports itself through others", () => {
  const files = productFiles();
  failWith(cycleProblems(importsBetween(files, nodeOf(files))));
});

test("cycles of files and of folders are found", () => {
  const file = (path: string, ...imports: string[]): SourceFile => ({
    path: `src/${path}`,
    text: imports.map((specifier) => `import type { A } from "${specifier}";`).join("\n"),
  });
  const files = [
    file("core/a/one.ts", "../b/two.ts"),
    file("core/b/two.ts", "../start.ts"),
    file("core/b/three.ts", "../a/four.ts"),
    file("core/a/four.ts"),
    file("core/start.ts"),
  ];
  expect(cycleProblems(importsBetween(files, (path) => path))).toEqual([]);
  expect(cycleProblems(importsBetween(files, nodeOf(files)))).toEqual([
    "src/core/a and src/core/b import each other: move what both need into one of them, or into a third",
  ]);
  const straight = files.filter(({ path }) => path !== "src/core/b/three.ts");
  expect(cycleProblems(importsBetween(straight, nodeOf(straight)))).toEqual([]);
  const looped = [
    file("core/c/five.ts", "./six.ts"),
    file("core/c/six.ts", "./seven.ts"),
    file("core/c/seven.ts", "./five.ts"),
  ];
  expect(cycleProblems(importsBetween(looped, (path) => path))).toHaveLength(1);
});

/**
 * The folder of a file. A file that lies beside folders counts by itself, since it may bring them together; the row
 * interfaces of a topic count to the ports, since the ports are made of them.
 */
function nodeOf(files: readonly SourceFile[]): (path: string) => string {
  const parents = new Set(files.map(({ path }) => posix.dirname(posix.dirname(path))));
  return (path) => {
    if (/^src\/core\/[a-z]+\/[a-z]+-rows\.ts$/.test(path)) return "src/core/ports";
    const folder = posix.dirname(path);
    return parents.has(folder) ? path : folder;
  };
}

/** Who imports whom, types included. */
function importsBetween(files: readonly SourceFile[], nodeOfPath: (path: string) => string): Graph {
  const paths = new Set(files.map(({ path }) => path));
  const graph = new Map<string, Set<string>>();
  for (const { path, text } of files)
    for (const { specifier } of moduleImports(text)) {
      const target = posix.join(posix.dirname(path), specifier);
      if (!specifier.startsWith(".") || !paths.has(target)) continue;
      const [from, to] = [nodeOfPath(path), nodeOfPath(target)];
      if (from === to) continue;
      const known = graph.get(from) ?? new Set();
      graph.set(from, known.add(to));
    }
  return graph;
}

function cycleProblems(graph: Graph): string[] {
  return cycles(graph).map((names) => {
    return `${names.sort().join(" and ")} import each other: move what both need into one of them, or into a third`;
  });
}

/** Nodes that reach each other (Tarjan's strongly connected components of more than one node). */
function cycles(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    open.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const component = open.splice(open.indexOf(node));
    if (component.length > 1) found.push(component);
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found;
}
