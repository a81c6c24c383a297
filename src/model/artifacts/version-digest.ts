import type { Entry } from "../manifest/entry.ts";

/**
 * The client's name for the digest of a version with XXH128 entries.
 *
 * @see docs/internals/wandb-wire.md
 */
export const MANIFEST_XXH128 = "MANIFEST_XXH128";

/**
 * The first line hashed for the digest of a version; one line per entry follows.
 *
 * @see docs/internals/wandb-wire.md
 */
export const VERSION_DIGEST_HEAD = "wandb-artifact-manifest-v1\n";

/**
 * Returns the line of an entry in the digest of its version, in path order.
 *
 * @see docs/internals/wandb-wire.md
 */
export function versionDigestLine({ path, digest }: Pick<Entry, "path" | "digest">): string {
  return `${path}:${digest}\n`;
}
