import { expect, test } from "vitest";
import { undocumentedExports } from "./docstrings.ts";
import { failWith } from "./fail-with.ts";
import { lineAt, listPaths, productFiles, readText, type SourceFile } from "./source-tree.ts";

const MAX_FILE_LINES = 400;
const MAX_FOLDER_DEPTH = 3;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
/** Names that say nothing of what is inside; singular or plural, alone or as the last word. */
const emptyNames = /(^|-)(utils?|helpers?|common|managers?|services?|impl|base)$/;
const codeFolders = ["src", "bin", "scripts", "test", "bench", "examples"];

test("files and folders of code are named in kebab-case", () => {
  failWith(codePaths(/\.(ts|js|mjs|graphql|sql)$/).flatMap(kebabProblems));
});

test("no file or folder bears a name that says nothing", () => {
  failWith(codePaths(/./).flatMap(emptyNameProblems));
});

test("no file of src is too long, no folder too deep", () => {
  failWith(writtenFiles().flatMap(sizeProblems));
});

test("every exported function, class, interface and constant of src has a docstring", () => {
  failWith(writtenFiles().flatMap(docstringProblems));
});

test("the lock file names no host", () => {
  const lock = JSON.parse(readText("package-lock.json")) as { packages: Record<string, { resolved?: string }> };
  const hosted = Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.startsWith("http"));
  failWith(
    hosted.map(([path]) => {
      return `package-lock.json has a "resolved" address for ${path}: run npm install again with the .npmrc of this repository`;
    }),
  );
});

test("git ignores no folder that holds written files", () => {
  failWith(ignoredProblems(readText(".gitignore"), codeFolders.concat("docs").flatMap(listPaths)));
});

test("the rules see what they forbid", () => {
  expect(["src/core/acceptBlob.ts", "src/My_Room/a.ts"].flatMap(kebabProblems)).toHaveLength(2);
  expect(["src/core/utils.ts", "src/blob-manager.ts", "src/common/a.ts"].flatMap(emptyNameProblems)).toHaveLength(3);
  expect(["src/core/base-version.ts", "src/model/service-name.ts"].flatMap(emptyNameProblems)).toEqual([]);
  expect(sizeProblems({ path: "src/a/b/c/d/e.ts", text: "\n".repeat(MAX_FILE_LINES + 1) })).toHaveLength(2);
  expect(ignoredProblems("made/\n/kept/\n", ["test/made/a.py", "test/kept/a.py"])).toHaveLength(1);
});

/** The files of src that are not generated. */
function writtenFiles(): SourceFile[] {
  return productFiles().filter(({ path }) => !path.endsWith(".generated.ts"));
}

function codePaths(pattern: RegExp): string[] {
  return codeFolders.flatMap(listPaths).filter((path) => pattern.test(path) && !path.startsWith("test/fixtures/"));
}

function kebabProblems(path: string): string[] {
  if (path.split("/").every((name) => kebabCase.test(name))) return [];
  return [`${path} is not in kebab-case: rename it after its one export, in small letters with hyphens`];
}

function emptyNameProblems(path: string): string[] {
  if (!path.split("/").some((name) => emptyNames.test(name.split(".")[0]!))) return [];
  return [`${path} bears a name that says nothing: name it after what it holds, or move its parts where they are used`];
}

function sizeProblems({ path, text }: SourceFile): string[] {
  const lines = text.split("\n").length;
  const depth = path.split("/").length - 2;
  return [
    ...(lines > MAX_FILE_LINES
      ? [`${path} has ${lines} lines, more than ${MAX_FILE_LINES}: split it by what changes together`]
      : []),
    ...(depth > MAX_FOLDER_DEPTH
      ? [`${path} lies ${depth} folders deep, more than ${MAX_FOLDER_DEPTH}: move it up`]
      : []),
  ];
}

function docstringProblems({ path, text }: SourceFile): string[] {
  return undocumentedExports(text).map(({ name, start }) => {
    return `${path}:${lineAt(text, start)} exports ${name} without a docstring: say in one sentence, directly above it, what it is for`;
  });
}

/** A pattern without a slash in front ignores every folder of that name, also one in which somebody writes. */
function ignoredProblems(gitignore: string, paths: readonly string[]): string[] {
  const names = gitignore.split("\n").flatMap((line) => (/^[\w.-]+\/$/.test(line) ? [line.slice(0, -1)] : []));
  return names.flatMap((name) => {
    const path = paths.find((path) => path.split("/").slice(0, -1).includes(name));
    return path === undefined ? [] : [`.gitignore ignores ${path} by "${name}/": write "/${name}/" there`];
  });
}
