import { isStemmaError } from "../../src/model/index.ts";
import { recount } from "../support/recount.ts";
import { type SeededRandom, seededRandom } from "../support/seeded-random.ts";
import { checkReadable, checkRests } from "./check-world.ts";
import { chooseStep, nextLogCall, type Step } from "./choose-step.ts";
import type { Command, Outcome } from "./command.ts";
import { collectCommand } from "./commands/collect.ts";
import { sendRunFileCommand } from "./commands/run-files.ts";
import { bodyOf } from "./bodies.ts";
import type { Ending } from "./io-steps.ts";
import { linearise, outcomeText } from "./linearise.ts";
import { emptyModel, type Model, referred } from "./model.ts";
import { observe, type Observed } from "./observed.ts";
import { type Place, START_MS } from "./place.ts";
import { World } from "./world.ts";

const HOUR_MS = 3_600_000;
/** The start of a process after a power cut is itself cut in one of so many cases. */
const CUT_STARTS_ONE_IN = 4;
/** Everything is read back after one of so many calls, and at the end. */
const READ_ALL_ONE_IN = 40;
/** A client that logs is done after so many calls, or has a fault of its own. */
const MAX_LOG_CALLS = 40;

/** What happened in a sequence. */
export interface SequenceReport {
  /** What is wrong; empty when all is as the model says. */
  readonly failure: readonly string[];
  /** Each call and how it ended. */
  readonly log: readonly string[];
  readonly counts: Record<string, number>;
}

/** Runs a sequence: each number is the seed of one step. What it finds is the same each time. */
export async function runSequence(place: Place, stepSeeds: readonly number[]): Promise<SequenceReport> {
  const sequence = new Sequence(place);
  try {
    await sequence.run(stepSeeds);
    return { failure: [], ...sequence };
  } catch (error) {
    const failure = error instanceof Broken ? error.sentences : [String((error as Error).stack ?? error)];
    return { failure, ...sequence };
  } finally {
    await sequence.close();
  }
}

/** Something is not as the model says. */
class Broken extends Error {
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join("\n"));
    this.sentences = sentences;
  }
}

class Sequence {
  readonly log: string[] = [];
  readonly counts: Record<string, number> = {
    calls: 0,
    versions: 0,
    "power cuts": 0,
    collections: 0,
    "calls at once": 0,
  };
  readonly #place: Place;
  #world!: World;
  #model: Model = emptyModel(START_MS);
  #last: readonly Command[] = [];

  constructor(place: Place) {
    this.#place = place;
  }

  async run(stepSeeds: readonly number[]): Promise<void> {
    this.#world = await World.open(this.#place, seededRandom(7));
    for (const seed of stepSeeds) {
      const random = seededRandom(seed);
      await this.#take(chooseStep(this.#model, random, this.#place, this.#last), random);
    }
    await this.#comeToRest(seededRandom(11));
  }

  async close(): Promise<void> {
    await this.#world.end();
  }

  async #take(step: Step, random: SeededRandom): Promise<void> {
    if (step.kind === "time") {
      this.log.push(`${step.hours} hours pass`);
      this.#pass(step.hours * HOUR_MS);
    } else if (step.kind === "calls") await this.#call(step.commands, random);
    else if (step.kind === "power cut") await this.#call(step.commands, random, step.stepsUntilCut);
    else await this.#log(step, random);
  }

  async #log(begun: Step & { kind: "log" }, random: SeededRandom): Promise<void> {
    let step = begun;
    for (let calls = 0; calls < MAX_LOG_CALLS; calls++) {
      const command = nextLogCall(this.#model, random, this.#place, step);
      if (command === undefined) return;
      const [outcome] = await this.#call([command], random);
      if (step.artifactId !== undefined) continue;
      if (outcome?.kind !== "answered") return;
      step = { ...step, artifactId: (outcome.answer as { id: number }).id };
    }
  }

  /** Lets the calls run at once, with a power cut or without, and holds what comes of it against the model. */
  async #call(commands: readonly Command[], random: SeededRandom, stepsUntilCut?: number): Promise<Outcome[]> {
    const world = this.#world;
    this.#pass(random.below(60_000));
    this.#last = commands;
    this.counts["calls"]! += commands.length;
    if (commands.length > 1) this.counts["calls at once"]! += commands.length;
    const works = commands.map((command) => () => command.run(world));
    const outcomes = (await world.steps.run(works, random, stepsUntilCut)).map(toOutcome);
    const shown = commands.map(({ label }, index) => `${label} -> ${outcomeText(outcomes[index]!)}`);
    this.log.push(
      shown.join("\n  | ") + (stepsUntilCut === undefined ? "" : `\n  power cut after ${stepsUntilCut} steps`),
    );
    if (stepsUntilCut !== undefined) await this.#losePower(random);

    const observed = observe(world);
    const isCollecting = commands.some((command) => command.isCollector);
    const calls = commands.map((command, index) => ({ command, outcome: outcomes[index]! }));
    const result = linearise(this.#model, { calls, observed, isCollecting });
    if ("failure" in result) throw new Broken(result.failure);
    this.#model = result.model;
    const isAlone = isCollecting && commands.length === 1 && outcomes[0]!.kind === "answered";
    if (isCollecting) this.counts["collections"]! += 1;
    await this.#compareBytes(observed, isCollecting, isAlone);
    // Reading everything costs more than the calls: what is lost stays lost, so the end finds it too.
    if (random.below(READ_ALL_ONE_IN) === 0) await this.#compareDeeply();
    return outcomes;
  }

  async #losePower(random: SeededRandom): Promise<void> {
    const world = this.#world;
    this.counts["power cuts"]! += 1;
    await world.losePower(random);
    if (random.below(CUT_STARTS_ONE_IN) === 0) {
      const [ending] = await world.steps.run([() => world.start()], random, random.below(10));
      this.log.push(`  started, power cut in the start: ${ending === undefined}`);
      if (ending !== undefined && "error" in ending) throw ending.error;
      await world.losePower(random);
    }
    await world.start();
  }

  /** Bytes and claims: what is referred to is there; after the collector ran alone nothing else is. */
  async #compareBytes(observed: Observed, isCollecting: boolean, isAlone: boolean): Promise<void> {
    const model = this.#model;
    const live = referred(model);
    const faults: string[] = [];
    for (const hash of live) if (!observed.blobs.has(hash)) faults.push(`blob ${hash}: it is referred to and gone`);
    if (isAlone)
      for (const hash of observed.blobs)
        if (!live.has(hash)) faults.push(`blob ${hash}: nothing refers to it, and it is there`);
    const claims = new Set([...model.claims].flatMap(([key, hashes]) => hashes.map((hash) => `${key} ${hash}`)));
    for (const claim of observed.claims) if (!claims.has(claim)) faults.push(`claim ${claim}: nobody made it`);
    const mayBeGone = (claim: string): boolean => isCollecting && model.uncertain.has(claim.split(" ")[2]!);
    for (const claim of claims)
      if (!observed.claims.has(claim) && !mayBeGone(claim)) faults.push(`claim ${claim}: it is gone`);
    if (faults.length > 0) throw new Broken(faults);
    model.stored.clear();
    for (const hash of observed.blobs) model.stored.add(hash);
    if (!isCollecting) return;
    model.uncertain.clear();
    for (const [key, hashes] of model.claims) {
      const left = hashes.filter((hash) => observed.claims.has(`${key} ${hash}`));
      if (left.length > 0) model.claims.set(key, left);
      else model.claims.delete(key);
    }
  }

  async #compareDeeply(): Promise<void> {
    const faults = [...(await recount(this.#world.engine)), ...(await checkReadable(this.#world, this.#model))];
    if (faults.length > 0) throw new Broken(faults);
  }

  /** Ends all drafts and takes everything away that nothing refers to: what is left is what the versions need. */
  async #comeToRest(random: SeededRandom): Promise<void> {
    this.#pass(49 * HOUR_MS);
    const run = this.#place.runs[0]!;
    const body = bodyOf(Buffer.from("at rest"));
    await this.#call([collectCommand()], random);
    // The open pack of small bodies gets its row with the next one of them.
    await this.#call([sendRunFileCommand({ run, name: "rest", body, fault: undefined })], random);
    await this.#rest("before the power cut", false);
    await this.#compareDeeply();
    await this.#call([collectCommand()], random, Number.POSITIVE_INFINITY);
    await this.#call([collectCommand()], random);
    await this.#rest("at the end", true);
    await this.#compareDeeply();
    this.counts["versions"]! += [...this.#model.artifacts.values()].length;
  }

  async #rest(when: string, isClosed: boolean): Promise<void> {
    const faults = await checkRests(this.#world, { isClosed });
    if (faults.length > 0) throw new Broken(faults.map((fault) => `${when}: ${fault}`));
  }

  #pass(ms: number): void {
    this.#model.nowMs += ms;
    this.#world.nowMs = this.#model.nowMs;
  }
}

function toOutcome(ending: Ending<unknown>): Outcome {
  if (ending === undefined) return { kind: "lost" };
  if ("value" in ending) return { kind: "answered", answer: ending.value };
  return isStemmaError(ending.error)
    ? { kind: "refused", code: ending.error.code }
    : { kind: "fault", error: ending.error };
}
