import { StemmaError } from "../model/index.ts";

/** The recommended release of the official client. */
const BEST_CLIENT = "0.31.0";
const OLDEST_TESTED_CLIENT = "0.21.4";
/** Earlier releases use no name for a version's files that this server supports. */
const OLDEST_POSSIBLE_CLIENT = "0.13.0";

/** The Python half of the client sends its release; its core does not. */
const RELEASE = /^W&B \w+ Client (\d+\.\d+\.\d+)/;

/** Fields that only releases older than the recommended one request. */
const GONE_FIELD = /\b(?:buckets|createArtifactType|dockerImage|runInfo)\b/;

/**
 * Rejects releases whose requests this server cannot understand.
 *
 * @throws `invalid_input`, with the release to use
 */
export function requireKnownClient(userAgent: string | undefined): void {
  const release = releaseOf(userAgent);
  if (release !== undefined && isOlder(release, OLDEST_POSSIBLE_CLIENT)) throw tooOld(`wandb ${release}`);
}

/**
 * Returns the error for a document that the schema rejects, if the client is too old.
 *
 * @returns undefined if the client is not known to be too old
 */
export function refusalOfOldClient(userAgent: string | undefined, document: string): StemmaError | undefined {
  const release = releaseOf(userAgent);
  if (release !== undefined) return isOlder(release, OLDEST_TESTED_CLIENT) ? tooOld(`wandb ${release}`) : undefined;
  const [field] = GONE_FIELD.exec(document) ?? [];
  return field === undefined ? undefined : tooOld(`a wandb client that asks for "${field}"`);
}

function tooOld(client: string): StemmaError {
  return new StemmaError(
    "invalid_input",
    `Cannot answer ${client}: it is too old for this server, expected ${OLDEST_TESTED_CLIENT} or newer; use wandb ${BEST_CLIENT}`,
  );
}

function releaseOf(userAgent: string | undefined): string | undefined {
  return RELEASE.exec(userAgent ?? "")?.[1];
}

function isOlder(release: string, other: string): boolean {
  const [left, right] = [release, other].map((text) => text.split(".").map(Number));
  const index = left!.findIndex((number, place) => number !== right![place]);
  return index !== -1 && left![index]! < right![index]!;
}
