import type { SeededRandom } from "../support/seeded-random.ts";
import { collidingDigest } from "./bodies.ts";
import { chooseCommand, chooseCreate, openDrafts } from "./choose-command.ts";
import { nextDraftStep, oddDraftStep } from "./choose-draft-step.ts";
import type { Command } from "./command.ts";
import { collectCommand } from "./commands/collect.ts";
import { commitArtifactCommand } from "./commands/finish-draft.ts";
import { lastManifest, type Model } from "./model.ts";
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
  const commands = random.below(2) === 0 ? [chooseCommand(model, random, place)] : chooseBatch(model, random, place, last);
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
  const commands: Command[] = [];
  const ready = openDrafts(model).filter((draft) => isReady(model, draft.id));
  const kind = random.below(5);
  const drafts = ready.length > 0 && random.below(4) > 0 ? ready : openDrafts(model);
  if ((kind === 2 || kind === 3) && drafts.length > 0) {
    // One draft, and several that come with it: the client, its repeated requests, and what it sent long ago.
    const draft = random.pick(drafts);
    commands.push(nextDraftStep(model, random, draft), oddDraftStep(model, random, draft));
    if (random.below(2) === 0) commands.push(oddDraftStep(model, random, draft));
  }
  if (kind === 0) for (const { id, project } of ready) commands.push(commitArtifactCommand({ person: workerOf(project), id }));
  else if (kind === 1 && last.length > 0) commands.push(random.pick(last));
  const count = 2 + random.below(2);
  while (commands.length < count) {
    const command = chooseCommand(model, random, place);
    commands.push(command);
    if (random.below(6) === 0) commands.push(command);
  }
  if (random.below(5) < 2) commands.push(collectCommand());
  return withoutDoubt(commands.slice(-4));
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
  const others = commands.filter(
    ({ isCollector, digests = [] }) => !isCollector && !digests.includes(collidingDigest),
  );
  return [...others, collectors[0]!];
}
