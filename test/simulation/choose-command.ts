import type { SeededRandom } from "../support/seeded-random.ts";
import { type Body, isLarge, largeBodies, smallBodies } from "./bodies.ts";
import { nextDraftStep, oddDraftStep } from "./choose-draft-step.ts";
import { choosePlan, chooseReferences } from "./choose-plan.ts";
import type { Command } from "./command.ts";
import { changeAliasesCommand, updateArtifactCommand, useArtifactCommand } from "./commands/change-version.ts";
import { createArtifactCommand } from "./commands/create-artifact.ts";
import { deleteVersionCommand } from "./commands/delete-version.ts";
import { commitArtifactCommand } from "./commands/finish-draft.ts";
import { readVersionCommand, resolveCommand } from "./commands/read-version.ts";
import { deleteRunFilesCommand, sendRunFileCommand } from "./commands/run-files.ts";
import { undeleteVersionCommand } from "./commands/undelete-version.ts";
import type { Model, ModelArtifact } from "./model.ts";
import { somebodyFor } from "./people.ts";
import type { Place, ProjectKey } from "./place.ts";

const PROJECTS: readonly ProjectKey[] = ["alpha", "alpha", "alpha", "beta", "gamma"];
const COLLECTIONS = ["one", "one", "two"];
const ALIASES = ["best", "prod", "latest", "v3"];
const TAGS = ["red", "blue"];
const RUN_FILES = ["log.txt", "out/x", "config.yaml"];
const CLIENT_IDS = 8;
/** The maximum number of drafts; above it no new ones are created. */
const MAX_DRAFTS = 4;

/** Returns the open drafts. */
export function openDrafts(model: Model): ModelArtifact[] {
  return [...model.artifacts.values()].filter(({ state }) => state === "PENDING");
}

/** Chooses any possible call. */
export function chooseCommand(model: Model, random: SeededRandom, place: Place): Command {
  const drafts = openDrafts(model);
  const kind = random.below(100);
  const isCreate = model.artifacts.size === 0 || (kind < 14 && drafts.length < MAX_DRAFTS);
  if (isCreate || (drafts.length === 0 && kind < 66)) return chooseCreate(model, random, place);
  if (kind < 58) return nextDraftStep(model, random, random.pick(drafts));
  if (kind < 66) return oddDraftStep(model, random, random.pick(drafts));
  return chooseChange(model, random, place);
}

/** Creates a draft; a small one has no bytes to send. */
export function chooseCreate(
  model: Model,
  random: SeededRandom,
  place: Place,
  { isSmall = false }: { readonly isSmall?: boolean } = {},
): Command {
  const known = [...model.artifacts.values()];
  const twin = known.length > 0 && random.below(4) === 0 ? random.pick(known) : undefined;
  const project = twin?.project ?? random.pick(PROJECTS);
  const collection = twin === undefined ? random.pick(COLLECTIONS) : collectionOf(twin);
  const isOther = random.below(20) === 0;
  const runs = place.runs.filter((run) => run.project === project);
  return createArtifactCommand({
    person: somebodyFor(project, random),
    project,
    collection,
    type: (collection === "one") === isOther ? "model" : "dataset",
    plan: twin?.plan ?? (isSmall ? chooseReferences(random) : choosePlan(model, random)),
    aliases: some(ALIASES, random),
    tags: some(TAGS, random),
    metadata: random.below(3) === 0 ? `{"n":${random.below(9)}}` : null,
    run: random.below(4) === 0 ? null : random.pick(runs),
    isDeduplicated: random.below(3) > 0,
    clientId: random.below(3) === 0 ? null : `client-${random.below(CLIENT_IDS)}`,
  });
}

/** Chooses a change or read of existing or removed data. */
function chooseChange(model: Model, random: SeededRandom, place: Place): Command {
  const known = [...model.artifacts.values()];
  const committed = known.filter(({ state }) => state === "COMMITTED");
  const any = random.pick(known);
  const version = committed.length > 0 && random.below(8) > 0 ? random.pick(committed) : any;
  const person = somebodyFor(version.project, random);
  const collection = collectionOf(version);
  const run = random.pick(place.runs);
  const kind = random.below(11);
  if (kind < 2) {
    const elsewhere = random.below(10) === 0;
    return changeAliasesCommand({
      person,
      id: chooseId(model, random, version.id),
      isAdded: kind === 0,
      project: elsewhere ? random.pick(PROJECTS) : version.project,
      collection: elsewhere ? random.pick(COLLECTIONS) : collection,
      aliases: some(ALIASES.slice(0, random.below(8) === 0 ? 4 : 3), random),
    });
  }
  if (kind === 2) {
    const user = somebodyFor(run.project, random);
    const usedAs = random.below(2) === 0 ? null : "input";
    const alias = random.below(2) === 0 ? null : random.pick(ALIASES);
    return useArtifactCommand({
      person: user,
      id: chooseId(model, random, version.id),
      run,
      alias,
      usedAs,
    });
  }
  if (kind === 3) {
    const id = chooseId(model, random, version.id);
    const description = random.below(2) === 0 ? null : `text ${random.below(9)}`;
    const changes = { metadata: null, ttlSeconds: random.below(2) === 0 ? null : 1 + random.below(99) };
    return updateArtifactCommand({
      person,
      id,
      description,
      ...changes,
      tagsToAdd: some(TAGS, random),
      tagsToDelete: some(TAGS, random),
    });
  }
  if (kind === 4) return chooseRunFile(random, place, random.below(5) === 0 ? largeBodies : smallBodies);
  if (kind === 5) return chooseDeletion(model, random, place);
  if (kind === 6) {
    const alias = random.pick([...ALIASES, "v0", "v1", "latest"]);
    return resolveCommand({ person, project: version.project, collection, alias });
  }
  if (kind === 7 || kind === 8) {
    const deleted = known.filter(({ state }) => state === "DELETED");
    if (deleted.length > 0 && random.below(3) === 0) {
      const back = random.pick(deleted);
      return undeleteVersionCommand({ person: somebodyFor(back.project, random), id: back.id });
    }
    const id = chooseId(model, random, version.id);
    return deleteVersionCommand({ person, id, deleteAliases: random.below(2) === 0 });
  }
  return version.state === "COMMITTED" ? readVersionCommand(version.id) : commitArtifactCommand({ person, id: any.id });
}

/** Sends a file of a run; a large body is sometimes cut off. */
export function chooseRunFile(random: SeededRandom, place: Place, bodies: readonly Body[]): Command {
  const body = random.pick(bodies);
  const fault = isLarge(body) && random.below(3) === 0 ? random.pick(["too few", "other bytes"] as const) : undefined;
  return sendRunFileCommand({
    run: random.pick(place.runs),
    name: random.pick(RUN_FILES),
    body,
    fault,
  });
}

function chooseDeletion(model: Model, random: SeededRandom, place: Place): Command {
  const known = [...model.runFiles.keys()];
  const key = known.length > 0 && random.below(5) > 0 ? random.pick(known) : `${place.runs[0]!.id} ${RUN_FILES[0]}`;
  const run = place.runs.find(({ id }) => key.startsWith(`${id} `))!;
  const names = [key.slice(key.indexOf(" ") + 1)];
  return deleteRunFilesCommand({ person: somebodyFor(run.project, random), run, names });
}

function collectionOf({ place, project }: ModelArtifact): string {
  return place.slice(project.length + 1);
}

/** Returns the id, or sometimes that of a dropped draft or an unknown one. */
function chooseId(model: Model, random: SeededRandom, id: number): number {
  if (random.below(12) > 0) return id;
  return random.pick([...model.dropped, 9999]);
}

function some<Item>(items: readonly Item[], random: SeededRandom): Item[] {
  return items.filter(() => random.below(4) === 0);
}
