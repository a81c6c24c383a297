import type { SeededRandom } from "../support/seeded-random.ts";
import { chooseCommand, openDrafts } from "./choose-command.ts";
import { chooseCollectorRace, chooseRace } from "./choose-race.ts";
import { collectCommand } from "./commands/collect.ts";
import { purgeCommand } from "./commands/delete-version.ts";
import { leaveLitter, logVersion, rush } from "./scenarios.ts";
import type { Sequence } from "./sequence.ts";

/** A possible event. */
type Step = (sequence: Sequence, random: SeededRandom) => Promise<unknown>;

/** The events and their shares in percent. */
const steps: readonly (readonly [share: number, step: Step])[] = [
  [22, (sequence, random) => sequence.call([chooseCommand(sequence.model, random, sequence.place)], random)],
  [20, logSomething],
  [22, (sequence, random) => sequence.call(chooseRace(sequence, random), random)],
  [6, (sequence, random) => sequence.call([collectCommand()], random)],
  [4, (sequence, random) => sequence.call([purgeCommand()], random)],
  [4, async (sequence, random) => sequence.letPass(random.pick([10, 30, 49]))],
  [5, (sequence, random) => sequence.call(sequence.last.slice(0, 1), random)],
  [9, cutPower],
  [6, rush],
  [6, collectLitter],
];

/** Runs a random event. */
export async function takeStep(sequence: Sequence, random: SeededRandom): Promise<void> {
  let left = random.below(steps.reduce((total, [share]) => total + share, 0));
  for (const [share, step] of steps) {
    if (left < share) return void (await step(sequence, random));
    left -= share;
  }
}

async function logSomething(sequence: Sequence, random: SeededRandom): Promise<void> {
  const drafts = openDrafts(sequence.model);
  const id = drafts.length > 0 && random.below(3) > 0 ? random.pick(drafts).id : undefined;
  await logVersion(sequence, random, { id, isCommitted: random.below(2) === 0 });
}

/** Cuts the power during one or several calls. */
async function cutPower(sequence: Sequence, random: SeededRandom): Promise<void> {
  const { model, place } = sequence;
  const isOne = random.below(2) === 0;
  const commands = isOne ? [chooseCommand(model, random, place)] : chooseRace(sequence, random);
  await sequence.call(commands, random, random.below(isOne ? 9 : 24));
}

/** Collects unreferenced bytes, concurrently with calls for them, with a power cut, or both. */
async function collectLitter(sequence: Sequence, random: SeededRandom): Promise<void> {
  await leaveLitter(sequence, random);
  const commands = random.below(3) === 0 ? [collectCommand()] : chooseCollectorRace(sequence, random);
  await sequence.call(commands, random, random.below(2) === 0 ? random.below(48) : undefined);
}
