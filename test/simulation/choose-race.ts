import type { SeededRandom } from "../support/seeded-random.ts";
import { bodyByHash, collidingDigest } from "./bodies.ts";
import { chooseCommand, chooseRunFile, openDrafts } from "./choose-command.ts";
import { isReady, nextDraftStep, oddDraftStep } from "./choose-draft-step.ts";
import type { Command } from "./command.ts";
import { collectCommand } from "./commands/collect.ts";
import { planUploadsCommand } from "./commands/fill-draft.ts";
import { commitArtifactCommand } from "./commands/finish-draft.ts";
import { readVersionCommand } from "./commands/read-version.ts";
import { referred } from "./model.ts";
import { workerOf } from "./people.ts";
import type { Sequence } from "./sequence.ts";

/** Chooses two to five concurrent calls, most of which conflict. */
export function chooseRace(sequence: Sequence, random: SeededRandom): Command[] {
  const { model, place } = sequence;
  const commands = chooseRivals(sequence, random).slice(0, 3);
  while (commands.length < 2 || (commands.length < 3 && random.below(2) === 0)) {
    const command = chooseCommand(model, random, place);
    commands.push(command);
    if (random.below(6) === 0) commands.push(command);
  }
  if (random.below(3) === 0) commands.push(collectCommand());
  return withoutDoubt(commands);
}

/** Chooses the garbage collector and calls that need the data it is about to remove or move. */
export function chooseCollectorRace({ model, place }: Sequence, random: SeededRandom): Command[] {
  const live = referred(model);
  const garbage = [...model.stored].filter((hash) => !live.has(hash)).map(bodyByHash);
  const commands = [collectCommand()];
  const versions = [...model.artifacts.values()].filter(({ state }) => state === "COMMITTED");
  if (versions.length > 0) commands.push(readVersionCommand(random.pick(versions).id));
  if (garbage.length === 0) return commands;
  commands.push(chooseRunFile(random, place, garbage));
  const draft = openDrafts(model).find(() => random.below(2) === 0);
  if (draft === undefined) return commands;
  const files = [{ path: "g", digest: random.pick(garbage).digest }];
  return withoutDoubt([...commands, planUploadsCommand({ person: workerOf(draft.project), id: draft.id, files })]);
}

function chooseRivals(sequence: Sequence, random: SeededRandom): Command[] {
  const { model, last } = sequence;
  const ready = openDrafts(model).filter(({ id }) => isReady(model, id));
  const kind = random.below(6);
  if (kind === 0 || (kind === 1 && ready.length > 1))
    return ready.map(({ id, project }) => commitArtifactCommand({ person: workerOf(project), id }));
  if (kind === 2 || kind === 3) {
    // One draft with its client, the client's retries, and delayed requests.
    const drafts = ready.length > 0 && random.below(4) > 0 ? ready : openDrafts(model);
    if (drafts.length === 0) return [];
    const draft = random.pick(drafts);
    const odd = Array.from({ length: 1 + random.below(2) }, () => oddDraftStep(model, random, draft));
    return [nextDraftStep(model, random, draft), ...odd];
  }
  if (kind === 4) return chooseCollectorRace(sequence, random);
  return last.length > 0 ? [random.pick(last)] : [];
}

/**
 * Removes ambiguous calls: while the garbage collector runs, the meaning of a digest with two bodies is undefined, and
 * it runs once at a time.
 */
function withoutDoubt(commands: readonly Command[]): Command[] {
  const collectors = commands.filter(({ isCollector }) => isCollector);
  if (collectors.length === 0) return [...commands];
  const others = commands.filter(({ isCollector, digests = [] }) => !isCollector && !digests.includes(collidingDigest));
  return [...others, collectors[0]!];
}
