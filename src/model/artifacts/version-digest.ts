import type { Entry } from "../manifest/entry.ts";

/**
 * What a client calls the digest of a version whose entries are named by XXH128.
 *
 * @see docs/internals/wandb-wire.md
 */
export const MANIFEST_XXH128 = "MANIFEST_XXH128";

/**
 * What the digest of a version begins with; a line for each entry follows.
 *
 * @see docs/internals/wandb-wire.md
 */
export const VERSION_DIGEST_HEAD = "wandb-artifact-manifest-v1\n";

/**
 * What an entry adds to the digest of its version, in the order of paths.
 *
 * @see docs/internals/wandb-wire.md
 */
export function versionDigestLine({ path, digest }: Pick<Entry, "path" | "digest">): string {
  return `${path}:${digest}\n`;
}
