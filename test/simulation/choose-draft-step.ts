import type { SeededRandom } from "../support/seeded-random.ts";
import { bodyByHash, isLarge, largeBodies, smallBodies } from "./bodies.ts";
import { choosePartHashes } from "./choose-plan.ts";
import type { Command } from "./command.ts";
import { createManifestCommand, type BodyFault, planUploadsCommand, sendFileCommand } from "./commands/fill-draft.ts";
import { commitArtifactCommand, receiveManifestCommand } from "./commands/finish-draft.ts";
import { beginUploadCommand, completeUploadCommand, sendPartCommand } from "./commands/send-parts.ts";
import { lastManifest, type Model, type ModelArtifact, type PlannedEntry } from "./model.ts";
import { digestOf } from "./model-facts.ts";
import { somebodyFor } from "./people.ts";

type File = PlannedEntry & { readonly hash: string };

/** Returns the next regular call of a client that fills a draft. */
export function nextDraftStep(model: Model, random: SeededRandom, draft: ModelArtifact): Command {
  const { id, project, plan } = draft;
  const person = somebodyFor(project, random);
  const files = plan.filter((entry): entry is File => entry.hash !== undefined);
  const manifest = lastManifest(model, id);
  if (manifest === undefined) return declareManifest(model, random, draft);
  if (!draft.isPlanned && files.length > 0) return planUploadsCommand({ person, id, files: files.map(declared) });
  const unsent = files.filter(({ path, digest }) => !draft.files.has(`${digest} ${path}`));
  if (unsent.length > 0) return sendSomehow(model, random, draft, random.pick(unsent));
  if (isReady(model, id)) return commitArtifactCommand({ person, id });
  return receiveManifestCommand({
    person,
    manifestId: manifest.id,
    entries: chooseEntries(random, plan),
  });
}

/** Returns whether a draft only needs its commit. */
export function isReady(model: Model, id: number): boolean {
  const entries = lastManifest(model, id)?.entries;
  return entries !== undefined && digestOf(entries) === model.artifacts.get(id)!.digest;
}

/** Returns a call that is early, late, wrong or unnecessary. */
export function oddDraftStep(model: Model, random: SeededRandom, draft: ModelArtifact): Command {
  const { id, project, plan } = draft;
  const person = somebodyFor(project, random);
  const manifest = lastManifest(model, id);
  const kind = random.below(8);
  if (kind === 0) return declareManifest(model, random, draft);
  if ((kind === 1 || kind > 5) && manifest !== undefined)
    return receiveManifestCommand({
      person,
      manifestId: manifest.id,
      entries: wrongEntries(random, plan),
    });
  if (kind === 2) return commitArtifactCommand({ person, id });
  const body = random.below(8) === 0 ? random.pick(largeBodies) : random.pick(smallBodies);
  const path = random.pick(["a", "b", "c/d"]);
  if (kind === 3) return planUploadsCommand({ person, id, files: [{ path, digest: body.digest }] });
  if (kind === 4) {
    const planned = choosePartHashes(body.bytes, random);
    return beginUploadCommand({ person, id, path, digest: body.digest, planned });
  }
  return sendFileCommand({ id, project, path, body, fault: chooseFault(random) });
}

function declareManifest(model: Model, random: SeededRandom, { id, project, place }: ModelArtifact): Command {
  const others = [...model.artifacts.values()].filter((other) => random.below(10) === 0 || other.place === place);
  const baseId = others.length > 0 && random.below(3) === 0 ? random.pick(others).id : null;
  return createManifestCommand({ person: somebodyFor(project, random), id, baseId });
}

function declared({ path, digest }: PlannedEntry): { path: string; digest: string } {
  return { path, digest };
}

function sendSomehow(model: Model, random: SeededRandom, draft: ModelArtifact, file: File): Command {
  const { id, project } = draft;
  const { path, digest } = file;
  const body = bodyByHash(file.hash);
  const person = somebodyFor(project, random);
  const upload = [...model.uploads.values()].find(
    (candidate) => candidate.artifactId === id && candidate.path === path && candidate.digest === digest,
  );
  if (upload === undefined) {
    if (random.below(isLarge(body) ? 2 : 12) > 0)
      return sendFileCommand({ id, project, path, body, fault: chooseFault(random) });
    return beginUploadCommand({
      person,
      id,
      path,
      digest,
      planned: choosePartHashes(body.bytes, random),
    });
  }
  const unsent = upload.planned.map((_, index) => index + 1).filter((number) => !upload.parts.has(number));
  const isResent = random.below(8) === 0;
  if (unsent.length > 0 || isResent) {
    const number = isResent ? 1 + random.below(upload.planned.length) : random.pick(unsent);
    const part = random.below(10) === 0 ? random.pick(smallBodies) : bodyByHash(upload.planned[number - 1]!);
    return sendPartCommand({ uploadId: upload.id, number, body: part, fault: chooseFault(random) });
  }
  const wrong = random.below(8) === 0;
  // Parts that no longer match are sent again.
  const stale = upload.planned.findIndex((hash, index) => upload.parts.get(index + 1) !== hash);
  if (stale !== -1 && !wrong) {
    const part = bodyByHash(upload.planned[stale]!);
    return sendPartCommand({
      uploadId: upload.id,
      number: stale + 1,
      body: part,
      fault: undefined,
    });
  }
  const arrived = upload.planned.map((_, index) => upload.parts.get(index + 1)!);
  const named = wrong ? random.pick([upload.planned.slice(1), arrived]) : upload.planned;
  return completeUploadCommand({ person, id, uploadId: upload.id, digest, named });
}

function chooseFault(random: SeededRandom): BodyFault | undefined {
  return random.below(10) > 0 ? undefined : random.pick(["other bytes", "too few", "too many"] as const);
}

function chooseEntries(random: SeededRandom, plan: readonly PlannedEntry[]): readonly PlannedEntry[] {
  return random.below(8) > 0 ? plan : wrongEntries(random, plan);
}

/** Returns the entries of a plan with a missing, repeated, wrong or additional one. */
function wrongEntries(random: SeededRandom, plan: readonly PlannedEntry[]): readonly PlannedEntry[] {
  const first = plan[0];
  const other = random.pick(smallBodies);
  const more = {
    path: "y",
    digest: other.digest,
    sizeBytes: other.bytes.byteLength,
    hash: other.hash,
  };
  if (first === undefined || random.below(2) === 0) return [...plan, more];
  return random.pick([plan.slice(1), [...plan, first], [{ ...first, sizeBytes: 77 }, ...plan.slice(1)]]);
}
