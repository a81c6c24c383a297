import type { SeededRandom } from "../support/seeded-random.ts";
import { bodyByHash, collidingDigest } from "./bodies.ts";
import { chooseCommand, chooseCreate, chooseRunFile, openDrafts } from "./choose-command.ts";
import { nextDraftStep, oddDraftStep } from "./choose-draft-step.ts";
import type { Command } from "./command.ts";
import { collectCommand } from "./commands/collect.ts";
import { commitArtifactCommand } from "./commands/finish-draft.ts";
import { planUploadsCommand } from "./commands/fill-draft.ts";
import { readVersionCommand } from "./commands/read-version.ts";
import { lastManifest, type Model, referred } from "./model.ts";
import { digestOf } from "./model-facts.ts";
import { workerOf } from "./people.ts";
import type { Place } from "./place.ts";

/** What comes next: some calls at once, time that passes, one client that goes on to its end. */
export type Step =
  | { readonly kind: "calls"; readonly commands: readonly Command[] }
  /** The same, and the power is cut after so many steps of I/O. */
  | { readonly kind: "power cut"; readonly commands: readonly Command[]; readonly stepsUntilCut: number }
  | { readonly kind: "time"; readonly hours: number }
  /** One draft is filled, call after call, and committed or left ready for it. */
  | { readonly kind: "log"; readonly artifactId: number | undefined; readonly isCommitted: boolean };

/** Chooses what comes next. */
export function chooseStep(model: Model, random: SeededRandom, place: Place, last: readonly Command[]): Step {
  const kind = random.below(100);
  const drafts = openDrafts(model);
  if (kind < 26) return { kind: "calls", commands: [chooseCommand(model, random, place)] };
  if (kind < 48) {
    const isBegun = drafts.length > 0 && random.below(3) > 0;
    const artifactId = isBegun ? random.pick(drafts).id : undefined;
    return { kind: "log", artifactId, isCommitted: random.below(2) === 0 };
  }
  if (kind < 77) return { kind: "calls", commands: chooseBatch(model, random, place, last) };
  if (kind < 83) return { kind: "calls", commands: [collectCommand()] };
  if (kind < 87) return { kind: "time", hours: random.pick([10, 30, 49]) };
  if (kind < 91 && last.length > 0) return { kind: "calls", commands: [random.pick(last)] };
  const commands =
    random.below(2) === 0 ? [chooseCommand(model, random, place)] : chooseBatch(model, random, place, last);
  return { kind: "power cut", commands, stepsUntilCut: random.below(random.pick([3, 12, 40])) };
}

/** The next call of the client that logs; one that begins where there is none. */
export function nextLogCall(
  model: Model,
  random: SeededRandom,
  place: Place,
  { artifactId, isCommitted }: Step & { kind: "log" },
): Command | undefined {
  if (artifactId === undefined) return chooseCreate(model, random, place);
  const draft = model.artifacts.get(artifactId);
  if (draft?.state !== "PENDING" || (!isCommitted && isReady(model, artifactId))) return undefined;
  return nextDraftStep(model, random, draft);
}

function chooseBatch(model: Model, random: SeededRandom, place: Place, last: readonly Command[]): Command[] {
  const commands = chooseRace(model, random, place, last).slice(0, 3);
  while (commands.length < 2 || (commands.length < 3 && random.below(2) === 0)) {
    const command = chooseCommand(model, random, place);
    commands.push(command);
    if (random.below(6) === 0) commands.push(command);
  }
  if (random.below(3) === 0) commands.push(collectCommand());
  return withoutDoubt(commands);
}

/** Calls that get in each other's way. */
function chooseRace(model: Model, random: SeededRandom, place: Place, last: readonly Command[]): Command[] {
  const ready = openDrafts(model).filter(({ id }) => isReady(model, id));
  const kind = random.below(6);
  if (kind === 0 || (kind === 1 && ready.length > 1))
    return ready.map(({ id, project }) => commitArtifactCommand({ person: workerOf(project), id }));
  if (kind === 2 || kind === 3) {
    // One draft, and several that come with it: the client, its repeated requests, and what it sent long ago.
    const drafts = ready.length > 0 && random.below(4) > 0 ? ready : openDrafts(model);
    if (drafts.length === 0) return [];
    const draft = random.pick(drafts);
    const odd = Array.from({ length: 1 + random.below(2) }, () => oddDraftStep(model, random, draft));
    return [nextDraftStep(model, random, draft), ...odd];
  }
  if (kind === 4) return chooseCollectorRace(model, random, place);
  return last.length > 0 ? [random.pick(last)] : [];
}

/** The collector, and who needs what it is about to take or to move. */
function chooseCollectorRace(model: Model, random: SeededRandom, place: Place): Command[] {
  const live = referred(model);
  const garbage = [...model.stored].filter((hash) => !live.has(hash)).map(bodyByHash);
  const commands = [collectCommand()];
  if (garbage.length > 0) commands.push(chooseRunFile(random, place, garbage));
  const versions = [...model.artifacts.values()].filter(({ state }) => state === "COMMITTED");
  if (versions.length > 0) commands.push(readVersionCommand(random.pick(versions).id));
  const draft = openDrafts(model).find(() => random.below(2) === 0);
  if (draft !== undefined && garbage.length > 0) {
    const [{ digest }, path] = [random.pick(garbage), "g"];
    commands.push(planUploadsCommand({ person: workerOf(draft.project), id: draft.id, files: [{ path, digest }] }));
  }
  return commands;
}

function isReady(model: Model, id: number): boolean {
  const entries = lastManifest(model, id)?.entries;
  return entries !== undefined && digestOf(entries) === model.artifacts.get(id)!.digest;
}

/**
 * While the collector takes bytes nobody refers to, nobody can say from outside what a digest of two bodies means; and it
 * runs once at a time.
 */
function withoutDoubt(commands: readonly Command[]): Command[] {
  const collectors = commands.filter(({ isCollector }) => isCollector);
  if (collectors.length === 0) return [...commands];
  const others = commands.filter(({ isCollector, digests = [] }) => !isCollector && !digests.includes(collidingDigest));
  return [...others, collectors[0]!];
}
