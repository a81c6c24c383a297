import type { SeededRandom } from "../support/seeded-random.ts";
import { chooseCreate, chooseRunFile, openDrafts } from "./choose-command.ts";
import { isReady, nextDraftStep } from "./choose-draft-step.ts";
import { bulkyBodies, largeBodies, smallBodies } from "./bodies.ts";
import type { Command } from "./command.ts";
import { commitArtifactCommand } from "./commands/finish-draft.ts";
import { deleteRunFilesCommand } from "./commands/run-files.ts";
import { workerOf } from "./people.ts";
import type { Sequence } from "./sequence.ts";

/** The number of calls after which a client must be done; more indicate a fault of the client. */
const MAX_CALLS = 40;

/** Fills one draft, call by call, and commits it or leaves it ready. Creates a draft if none is given. */
export async function logVersion(
  sequence: Sequence,
  random: SeededRandom,
  { id, isCommitted }: { readonly id: number | undefined; readonly isCommitted: boolean },
): Promise<void> {
  const draftId = id ?? (await begin(sequence, random));
  if (draftId === undefined) return;
  for (let calls = 0; calls < MAX_CALLS; calls++) {
    const draft = sequence.model.artifacts.get(draftId);
    if (draft?.state !== "PENDING" || (!isCommitted && isReady(sequence.model, draftId))) return;
    await sequence.call([nextDraftStep(sequence.model, random, draft)], random);
  }
}

async function begin(sequence: Sequence, random: SeededRandom): Promise<number | undefined> {
  const [outcome] = await sequence.call([chooseCreate(sequence.model, random, sequence.place)], random);
  return outcome?.kind === "answered" ? (outcome.answer as { id: number }).id : undefined;
}

/** Several clients log to one collection and commit at once; sometimes the power is cut. */
export async function rush(sequence: Sequence, random: SeededRandom): Promise<void> {
  const create = chooseCreate(sequence.model, random, sequence.place, { isSmall: true });
  await sequence.call([create, create], random);
  const [first] = openDrafts(sequence.model).slice(-1);
  if (first === undefined) return;
  const rivals = () => openDrafts(sequence.model).filter(({ place }) => place === first.place);
  for (let calls = 0; calls < MAX_CALLS; calls++) {
    const unready = rivals().filter(({ id }) => !isReady(sequence.model, id));
    if (unready.length === 0) break;
    const next = unready.slice(0, 3).map((draft) => nextDraftStep(sequence.model, random, draft));
    await sequence.call(next, random);
  }
  const commits = rivals().map(({ id, project }) => commitArtifactCommand({ person: workerOf(project), id }));
  const stepsUntilCut = random.below(3) === 0 ? random.below(4 * commits.length) : undefined;
  await sequence.call(commits.slice(0, 4), random, stepsUntilCut);
}

/** Sends files of a run and deletes some of them; sometimes their packs are closed. */
export async function leaveLitter(sequence: Sequence, random: SeededRandom): Promise<void> {
  const { place } = sequence;
  const bodies = random.below(3) === 0 ? [...largeBodies, ...smallBodies] : [...bulkyBodies, ...smallBodies];
  const sent = Array.from({ length: 2 + random.below(3) }, () => chooseRunFile(random, place, bodies));
  await sequence.call(sent, random);
  const deleted: Command[] = [];
  for (const key of sequence.model.runFiles.keys()) {
    const run = place.runs.find(({ id }) => key.startsWith(`${id} `))!;
    const names = [key.slice(key.indexOf(" ") + 1)];
    if (random.below(3) > 0) deleted.push(deleteRunFilesCommand({ person: workerOf(run.project), run, names }));
  }
  if (deleted.length > 0) await sequence.call(deleted.slice(0, 4), random);
  if (random.below(3) > 0) await sequence.call([], random, 0);
}
