import { checkEntryPath, compareUtf8, StemmaError } from "../model/index.ts";

/**
 * Puts entries into the order of their paths' UTF-8 bytes. Each path has to be a good one, there once, and no file where
 * another path has a folder.
 *
 * **Errors** `invalid_input`
 */
export function sortEntries<Entry extends { readonly path: string }>(entries: Entry[]): Entry[] {
  for (const { path } of entries) checkEntryPath(path);
  entries.sort((left, right) => compareUtf8(left.path, right.path));
  let prefixes: string[] = [];
  for (const [index, { path }] of entries.entries()) {
    if (entries[index - 1]?.path === path)
      throw new StemmaError("invalid_input", `Cannot store the entry "${path}": it is listed twice`);
    // Between "a" and "a/b" the order allows "a-b" only, so the files a path extends are the last few.
    prefixes = prefixes.filter((file) => path.startsWith(file));
    const file = prefixes.find((candidate) => path.startsWith(`${candidate}/`));
    if (file !== undefined)
      throw new StemmaError(
        "invalid_input",
        `Cannot store the entry "${path}": "${file}" is a file, expected a folder`,
      );
    prefixes.push(path);
  }
  return entries;
}
