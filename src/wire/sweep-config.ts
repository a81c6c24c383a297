import { parse } from "yaml";
import { StemmaError } from "../model/index.ts";

/** A config written by a user is some kilobytes. */
const MAX_SWEEP_CONFIG_CHARACTERS = 256 * 1024;
/** Maximum number of YAML aliases after expansion. */
const MAX_ALIASES = 100;

/**
 * Parses the config of a sweep, which is YAML; integers become bigint.
 *
 * @throws `invalid_input`
 */
export function readSweepConfig(text: string): unknown {
  if (text.length > MAX_SWEEP_CONFIG_CHARACTERS)
    throw new StemmaError(
      "invalid_input",
      `Cannot read the sweep's config: expected at most ${MAX_SWEEP_CONFIG_CHARACTERS} characters`,
    );
  try {
    return parse(text, { maxAliasCount: MAX_ALIASES, intAsBigInt: true });
  } catch (cause) {
    throw new StemmaError(
      "invalid_input",
      `Cannot read the sweep's config: ${(cause as Error).message.split("\n", 1)[0]!}`,
      { cause },
    );
  }
}
