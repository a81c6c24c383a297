import { StemmaError } from "../model/index.ts";

/** The release of the official client to use, and the oldest whose main flow is tested. */
const BEST_CLIENT = "0.31.0";
const OLDEST_TESTED_CLIENT = "0.21.4";
/** Releases before this one have no name for a version's files that this server serves. */
const OLDEST_POSSIBLE_CLIENT = "0.13.0";

/** The Python half of the client says its release; its core does not. */
const RELEASE = /^W&B \w+ Client (\d+\.\d+\.\d+)/;

/** Fields that older releases ask for and the best one does not. */
const GONE_FIELD = /\b(?:buckets|createArtifactType|dockerImage|runInfo)\b/;

/**
 * Refuses a release that no request of can be understood.
 *
 * @throws `invalid_input`, with the release to use
 */
export function requireKnownClient(userAgent: string | undefined): void {
  const release = releaseOf(userAgent);
  if (release !== undefined && isOlder(release, OLDEST_POSSIBLE_CLIENT)) throw tooOld(`wandb ${release}`);
}

/**
 * The refusal of a document by this server's schema, as the client should read it: one that is too old is told so.
 *
 * @returns undefined where nothing says that the client is too old
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
