import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of package.json. */
export const root = join(import.meta.dirname, "..", "..");

/** Folders that are made, not written: what .gitignore names, and git's own. */
const madeFolders = /^(node_modules|dist|\.git|\.venv.*|\.report|stemma-data|__pycache__|\.pytest_cache)$/;
/** What the wandb client leaves where it is run. */
const madePaths = /^((test\/wandb\/)?wandb|artifacts)$/;

/** A file of the repository, its path from the root and with forward slashes on every platform. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every written file below a folder of the repository (all of them for ""), none where the folder is not there yet. */
export function listPaths(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) return [path];
      return entry.isDirectory() && !madeFolders.test(entry.name) && !madePaths.test(path) ? listPaths(path) : [];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The files below some folders whose path fits a pattern, with their text. */
export function readFiles(folders: readonly string[], pattern: RegExp): SourceFile[] {
  return folders
    .flatMap(listPaths)
    .filter((path) => pattern.test(path))
    .map((path) => ({ path, text: readText(path) }));
}

/** The TypeScript of the product: src without the tests that stand beside it. */
export function productFiles(): SourceFile[] {
  return readFiles(["src"], /(?<!\.test)\.ts$/);
}

/** The text of one file, its path from the root. */
export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The line a position is on, counted from 1. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}
