import { StemmaError } from "../../../model/index.ts";

/** The kinds of ids on the wire, each before a number. */
export type NodeKind =
  | "Artifact"
  | "ArtifactAlias"
  | "ArtifactCollectionMembership"
  | "ArtifactManifest"
  | "ArtifactPortfolio"
  | "ArtifactSequence"
  | "ArtifactType"
  | "Agent"
  | "ApiKey"
  | "Entity"
  | "Damage"
  | "Job"
  | "Organization"
  | "Project"
  | "ProjectInternalId"
  | "Run"
  | "Sweep"
  | "Upload"
  | "User";

/**
 * Writes an id as the wire does: canonical padded base64 of `Kind:<number>`.
 *
 * @see docs/internals/wandb-wire.md: references hold the bytes of an artifact's id as hex, so it must survive the way there and back
 */
export function nodeId(kind: NodeKind, number: number): string {
  return btoa(`${kind}:${number}`);
}

/**
 * Reads an id of one of the kinds; null for a text that is none, which is treated as an id of nothing.
 */
export function readNodeId<Id extends number>(text: string, ...kinds: NodeKind[]): Id | null {
  let plain: string;
  try {
    plain = atob(text);
  } catch {
    return null;
  }
  const match = /^([A-Za-z]+):(\d{1,15})$/.exec(plain);
  return match !== null && kinds.includes(match[1] as NodeKind) ? (Number(match[2]) as Id) : null;
}

/**
 * The same where nothing can be done without it.
 *
 * @throws `not_found`
 */
export function requireNodeId<Id extends number>(text: string, noun: string, ...kinds: NodeKind[]): Id {
  const id = readNodeId<Id>(text, ...kinds);
  if (id === null)
    throw new StemmaError(
      "not_found",
      `Cannot find the ${noun} "${text.slice(0, 80)}": it is not an id of this server`,
    );
  return id;
}
