import { DAY_MS, StemmaError, TTL_INHERITED, TTL_NONE } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { readPlace } from "./scope.ts";

const SET = "mutation M($input: SetTimeToLiveInput!) { setTimeToLive(input: $input) { entity { name } } }";
const DAY_SECONDS = DAY_MS / 1000;

/**
 * Sets the default time to live of an entity or collection: a number of days, `forever`, or `inherit` for the default of
 * the next wider scope.
 *
 * @throws `invalid_input`, and the errors of the server
 */
export async function adminTtl(server: AdminConnection, name: string, days: string): Promise<void> {
  const place = readPlace(name);
  if (place.projectName !== null && place.artifactCollectionName === null)
    throw new StemmaError(
      "invalid_input",
      `Cannot set a time to live for "${name}": expected entity or entity/project/collection`,
    );
  const ttlDurationSeconds = readTtl(days);
  await server.ask(SET, { input: { ...place, ttlDurationSeconds } });
  const special = { [TTL_NONE]: "forever", [TTL_INHERITED]: "inherited" }[ttlDurationSeconds];
  console.log(`default time to live for ${name}: ${special ?? `${days} days`}`);
}

/** In seconds. */
function readTtl(days: string): number {
  if (days === "forever") return TTL_NONE;
  if (days === "inherit") return TTL_INHERITED;
  const seconds = Math.round(Number(days) * DAY_SECONDS);
  if (/^\d+(\.\d+)?$/.test(days) && seconds > 0) return seconds;
  throw new StemmaError(
    "invalid_input",
    `Cannot set the time to live "${days}": expected a number of days above 0, forever, or inherit`,
  );
}
