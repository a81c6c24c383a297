import { StemmaError } from "../errors.ts";
import { MAX_NAME_CHARACTERS } from "../limits.ts";
import { truncate } from "../names.ts";

/** The alias that the server moves to the version returned by a log call. */
export const LATEST = "latest";

// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[/:\u0000-\u001f\u007f]/;
const LIKE_VERSION = /^v\d+$/;
const VERSION = /^v(0|[1-9]\d{0,8})$/;

/** Returns the index in `v12`; undefined if the text is not a permanent version name. */
export function versionIndexOf(text: string): number | undefined {
  const match = VERSION.exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** Returns whether clients read a text as a version. They ignore leading zeros: `v3` and `v03` both are. */
export function looksLikeVersion(text: string): boolean {
  return LIKE_VERSION.test(text);
}

/**
 * Validates an alias: no `/` and `:`, and not of the form `vN`, which is permanent.
 *
 * @throws `invalid_input`
 */
export function checkAlias(alias: string): string {
  const isWritable = alias.isWellFormed() && !UNWRITABLE.test(alias);
  if (alias.trim() === "" || alias.length > MAX_NAME_CHARACTERS || !isWritable) {
    throw new StemmaError(
      "invalid_input",
      `Cannot use the alias "${truncate(alias)}": expected 1 to ${MAX_NAME_CHARACTERS} characters without "/", ":" and control characters`,
    );
  }
  return alias;
}
