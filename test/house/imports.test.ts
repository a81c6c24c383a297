import { builtinModules } from "node:module";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { failWith } from "./fail-with.ts";
import { packageRooms, rooms } from "./import-table.ts";
import { type ModuleImport, moduleImports } from "./module-imports.ts";
import { lineAt, productFiles, type SourceFile } from "./source-tree.ts";

test("every import of src stands in the import table", () => {
  failWith(productFiles().flatMap(importProblems));
});

test("the table refuses what would tie the rooms together", () => {
  const refused = (path: string, text: string): number => importProblems({ path: `src/${path}`, text }).length;
  expect(refused("core/a.ts", `import { a } from "../model/index.ts";`)).toBe(0);
  expect(refused("core/a.ts", `import type { A } from "../stores/a.ts";`)).toBe(1);
  expect(refused("core/a.ts", `export * from "hono";`)).toBe(1);
  expect(refused("core/a.ts", `import { join } from "path";`)).toBe(1);
  expect(refused("stores/blobs/a.ts", `import { a } from "../../core/ports/a.ts";`)).toBe(0);
  expect(refused("stores/blobs/a.ts", `import { a } from "../../core/a.ts";`)).toBe(1);
  expect(refused("stores/blobs/a.ts", `import { a } from "../../core/runs/run-rows.ts";`)).toBe(0);
  expect(refused("stores/blobs/a.ts", `import { a } from "../../core/runs/delete-run.ts";`)).toBe(1);
  expect(refused("stores/blobs/a.ts", `new Worker(new URL("../../api/a.ts", import.meta.url));`)).toBe(1);
  expect(refused("api/a.ts", `type A = import("kysely").Kysely<unknown>;`)).toBe(1);
  expect(refused("cli/a.ts", `await import("../stores/a.ts");`)).toBe(1);
  expect(refused("server/a.ts", `import { a } from "../../test/support/a.ts";`)).toBe(1);
  expect(refused("attic/a.ts", `import { a } from "../model/index.ts";`)).toBe(1);
});

function importProblems({ path, text }: SourceFile): string[] {
  const file = path.slice("src/".length);
  const [name] = file.split("/");
  if (!file.includes("/") || rooms[name!] === undefined) {
    return [
      `${path} is in no room: move it into one of ${Object.keys(rooms).join(", ")}, or enter a new room in test/house/import-table.ts`,
    ];
  }
  return moduleImports(text).flatMap((found) => {
    const remedy = found.specifier.startsWith(".") ? roomRemedy(file, found) : packageRemedy(name!, found.specifier);
    if (remedy === undefined) return [];
    return [`${path}:${lineAt(text, found.start)} imports "${found.specifier}": ${remedy}`];
  });
}

function roomRemedy(file: string, { specifier }: ModuleImport): string | undefined {
  const target = posix.join(posix.dirname(file), specifier);
  if (target.startsWith(".."))
    return "it leaves src; move what is needed into a room, nothing outside src is published";
  const [own] = file.split("/");
  const { mayImport } = rooms[own!]!;
  const isBelow = (folder: string | RegExp): boolean =>
    folder instanceof RegExp
      ? folder.test(target.replace(/\.ts$/, ""))
      : [folder, `${folder}.ts`].includes(target) || target.startsWith(`${folder}/`);
  if (isBelow(own!) || mayImport.some(isBelow)) return undefined;
  const allowed = mayImport.length === 0 ? "nothing else" : mayImport.join(", ");
  return `${own} may import ${allowed}; move what both need into model, or pass it in through a port of core/ports`;
}

function packageRemedy(room: string, specifier: string): string | undefined {
  const isBuiltin = specifier.startsWith("node:") || builtinModules.includes(specifier);
  if (isBuiltin && !specifier.startsWith("node:")) return `write "node:${specifier}"`;
  const [first, second] = specifier.split("/");
  const name = specifier.startsWith("@") ? `${first}/${second}` : first!;
  const owners = packageRooms[name];
  if (owners?.includes(room) === false) {
    return `only ${owners.join(" and ")} may use ${name}; put the part that needs it there, behind a port of core/ports`;
  }
  const { packages } = rooms[room]!;
  if (packages === "any" || packages.includes(name)) return undefined;
  return `${room} imports no packages; pass what it gives in through a port of core/ports`;
}
