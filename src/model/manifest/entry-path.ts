import { StemmaError } from "../errors.ts";
import { MAX_PATH_BYTES, MAX_PATH_DEPTH, MAX_PATH_PART_BYTES } from "../limits.ts";
import { truncate } from "../names.ts";
import { utf8Length } from "../utf8.ts";

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;
const DRIVE = /^[A-Za-z]:/;

/**
 * Validates the path of a manifest entry, before anything is stored: relative, with `/`, without `..`, control
 * characters and backslashes.
 *
 * @throws `invalid_input` with the path and the violated rule
 * @see docs/internals/security.md
 */
export function checkEntryPath(path: string): string {
  const fault = pathFault(path);
  if (fault !== undefined) {
    throw new StemmaError("invalid_input", `Cannot store the entry "${truncate(path)}": ${fault}`, {
      details: { path: truncate(path) },
    });
  }
  return path;
}

function pathFault(path: string): string | undefined {
  if (path === "") return "its path is empty, expected a relative path such as data/train.csv";
  if (CONTROL.test(path)) return "its path contains a control character, expected printable characters";
  if (path.includes("\\")) return "its path contains a backslash, expected / between folders";
  if (path.startsWith("/") || DRIVE.test(path)) return "its path is absolute, expected a path relative to the artifact";
  if (!path.isWellFormed()) return "its path is not well-formed Unicode, expected no lone surrogates";
  if (isLongerThan(path, MAX_PATH_BYTES)) return `its path is longer than ${MAX_PATH_BYTES} bytes`;
  const parts = path.split("/");
  if (parts.length > MAX_PATH_DEPTH) return `its path is deeper than ${MAX_PATH_DEPTH} folders`;
  for (const part of parts) {
    if (part === "" || part === "." || part === "..")
      return `its path contains the part "${part}", expected plain names between slashes`;
    if (isLongerThan(part, MAX_PATH_PART_BYTES))
      return `a part of its path is longer than ${MAX_PATH_PART_BYTES} bytes`;
  }
  return undefined;
}

function isLongerThan(text: string, maxBytes: number): boolean {
  // At most three bytes per unit: short paths need no encoding.
  return text.length * 3 > maxBytes && utf8Length(text) > maxBytes;
}
