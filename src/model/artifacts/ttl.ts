import { StemmaError } from "../errors.ts";

/**
 * The wire's value for a version that inherits its time to live.
 *
 * @see docs/internals/wandb-wire.md
 */
export const TTL_INHERITED = -1;
/** The wire's value for a version that is kept forever. */
export const TTL_NONE = -2;

/**
 * Validates a time to live from the wire, in seconds from the creation of the version.
 *
 * @throws `invalid_input`
 */
export function checkTtl(seconds: number): number {
  if (seconds > 0 || seconds === TTL_INHERITED || seconds === TTL_NONE) return seconds;
  throw new StemmaError(
    "invalid_input",
    `Cannot keep a version for ${seconds} seconds: expected more than 0, ${TTL_INHERITED} to inherit, or ${TTL_NONE} to keep it forever`,
  );
}

/**
 * Returns the time to live of a version in seconds: its own, else that of its collection, else of the entity; null
 * keeps it forever.
 */
export function effectiveTtl(version: number | null, collection: number | null, entity: number | null): number | null {
  for (const said of [version, collection, entity]) {
    if (said === null || said === TTL_INHERITED) continue;
    return said === TTL_NONE ? null : said;
  }
  return null;
}
