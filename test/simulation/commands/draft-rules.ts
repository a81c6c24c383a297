import { Refused, type CallContext } from "../command.ts";
import {
  changeArtifact,
  endClaims,
  entriesOf,
  isHeld,
  lastManifest,
  type Model,
  type ModelArtifact,
} from "../model.ts";
import { requireWrite } from "../people.ts";
import type { Person } from "../place.ts";

/** Returns the draft or version with an id, for a person with write access. */
export function requireArtifact(model: Model, id: number, person: Person): ModelArtifact {
  const artifact = model.artifacts.get(id);
  if (artifact === undefined) throw new Refused("not_found");
  requireWrite(person, artifact.project);
  return artifact;
}

/** Returns the draft with an id, for a person with write access. */
export function requireOpenDraft(model: Model, id: number, person: Person): ModelArtifact {
  const artifact = requireArtifact(model, id, person);
  if (artifact.state !== "PENDING") throw new Refused("conflict");
  return artifact;
}

/** Records activity of a draft's client. */
export function touch(model: Model, id: number): void {
  changeArtifact(model, id, { touchedAtMs: model.nowMs, expiredAtMs: null });
}

/** Records bytes of a draft under their path and digest. */
export function keepFile(model: Model, id: number, file: { path: string; digest: string }, hash: string): void {
  const before = model.artifacts.get(id)!.files;
  const replaced = before.get(`${file.digest} ${file.path}`);
  const files = new Map(before).set(`${file.digest} ${file.path}`, hash);
  changeArtifact(model, id, { files });
  if (replaced !== undefined && ![...files.values()].includes(replaced)) endClaims(model, id, replaced);
}

/** The meaning of a digest for a draft: one hash, or none; either one while the garbage collector runs. */
export interface Meaning {
  readonly hash: string | undefined;
  readonly isCertain: boolean;
}

/**
 * Resolves a path and digest of a draft: its own bytes under both, otherwise the only claim of its project, otherwise,
 * if there are several, the bytes in its base version.
 */
export function meaningOf(
  model: Model,
  draft: ModelArtifact,
  file: { path: string; digest: string },
  context: CallContext,
  baseId = lastManifest(model, draft.id)?.baseId ?? null,
): Meaning {
  const own = draft.files.get(`${file.digest} ${file.path}`);
  if (own !== undefined) return { hash: own, isCertain: true };
  const known = model.claims.get(`${draft.project} ${file.digest}`) ?? [];
  // A claim may have been read just before the garbage collector ended it.
  const claims = (context.isCollecting ? known : known.filter((one) => isHeld(model, one))).map(({ hash }) => hash);
  const isCertain = !context.isCollecting || known.every((one) => isHeld(model, one) && !model.uncertain.has(one.hash));
  if (claims.length < 2) return { hash: claims[0], isCertain };
  const base = baseId === null ? undefined : model.artifacts.get(baseId);
  const entry = base && entriesOf(model, base).find(({ path, digest }) => path === file.path && digest === file.digest);
  return { hash: entry?.hash, isCertain };
}
