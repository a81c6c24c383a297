import { StemmaError } from "../errors.ts";

/**
 * What clients send to make a version inherit its time to live.
 *
 * @see docs/internals/wandb-wire.md
 */
export const TTL_INHERITED = -1;
/** What clients send, and are told, for a version that is kept for ever. */
export const TTL_NONE = -2;

/**
 * Checks a time to live as clients send it (in seconds, from the creation of the version).
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
 * How long a version lives: as it says itself, else as its collection says, else as the entity does; null: for ever (in seconds).
 */
export function effectiveTtl(version: number | null, collection: number | null, entity: number | null): number | null {
  for (const said of [version, collection, entity]) {
    if (said === null || said === TTL_INHERITED) continue;
    return said === TTL_NONE ? null : said;
  }
  return null;
}
