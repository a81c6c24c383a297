import { isStemmaError } from "../../src/model/index.ts";
import { recount } from "../support/recount.ts";
import { type SeededRandom, seededRandom } from "../support/seeded-random.ts";
import { bodyOf, forgetJoinedBodies } from "./bodies.ts";
import { checkReadable, checkRests } from "./check-world.ts";
import type { Command, Outcome } from "./command.ts";
import { collectCommand } from "./commands/collect.ts";
import { sendRunFileCommand } from "./commands/run-files.ts";
import { learnBytes } from "./compare-bytes.ts";
import type { Ending } from "./io-steps.ts";
import { linearise, outcomeText } from "./linearise.ts";
import { emptyModel, type Model } from "./model.ts";
import { observe } from "./observed.ts";
import { type Place, START_MS } from "./place.ts";
import { World } from "./world.ts";

const HOUR_MS = 3_600_000;
/** The maximum time between calls. */
const BETWEEN_CALLS_MS = 60_000;
/** One of so many restarts after a power cut is itself cut, after so many steps. */
const CUT_STARTS_ONE_IN = 4;
const STEPS_OF_A_START = 8;
/** Everything is read after one of so many calls, and at the end. */
const READ_ALL_ONE_IN = 40;

/** A difference from the model. */
export class Broken extends Error {
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join("\n"));
    this.sentences = sentences;
  }
}

/** A world and its model: makes every call in both and compares them. */
export class Sequence {
  readonly place: Place;
  readonly log: string[] = [];
  readonly counts: Record<string, number> = {
    calls: 0,
    "at once": 0,
    "power cuts": 0,
    collections: 0,
    versions: 0,
  };
  readonly #world: World;
  #model: Model = emptyModel(START_MS);
  #last: readonly Command[] = [];

  private constructor(place: Place, world: World) {
    this.place = place;
    this.#world = world;
  }

  static async begin(place: Place): Promise<Sequence> {
    forgetJoinedBodies();
    return new Sequence(place, await World.open(place, seededRandom(0)));
  }

  get model(): Model {
    return this.#model;
  }

  /** The previous calls. */
  get last(): readonly Command[] {
    return this.#last;
  }

  letPass(hours: number): void {
    this.log.push(`${hours} hours pass`);
    this.#letPass(hours * HOUR_MS);
  }

  /** Makes the calls concurrently. With a number of steps the power is cut after them, or after the calls. */
  async call(commands: readonly Command[], random: SeededRandom, stepsUntilCut?: number): Promise<Outcome[]> {
    const world = this.#world;
    this.#letPass(random.below(BETWEEN_CALLS_MS));
    if (commands.length > 0) this.#last = commands;
    const works = commands.map((command) => () => command.run(world));
    const outcomes = (await world.steps.run(works, random, stepsUntilCut)).map(toOutcome);
    this.log.push(commands.map(({ label }, index) => `${label} -> ${outcomeText(outcomes[index]!)}`).join("\n  | "));
    if (stepsUntilCut !== undefined) await this.#losePower(random, stepsUntilCut);
    await this.#compare(commands, outcomes);
    // Reading everything costs more than the calls; a loss is permanent, so the end finds it too.
    if (random.below(READ_ALL_ONE_IN) === 0) await this.#readAll();
    return outcomes;
  }

  /** Ends all drafts and collects garbage: only the data of versions remains. */
  async end(): Promise<void> {
    const random = seededRandom(0);
    const run = this.place.runs[0]!;
    const body = bodyOf(Buffer.from("at rest"));
    this.letPass(49);
    await this.call([collectCommand()], random);
    // The open pack of small bodies gets its row with the next small body.
    await this.call([sendRunFileCommand({ run, name: "rest", body, fault: undefined })], random);
    await this.#rest({ isClosed: false });
    await this.#readAll();
    await this.call([], random, 0);
    await this.call([collectCommand()], random);
    await this.#rest({ isClosed: true });
    await this.#readAll();
    this.#count("versions", this.#model.artifacts.size);
    for (const [name, count] of Object.entries(this.#world.collected)) this.#count(name, count);
  }

  /** Stops the world at once. */
  async stop(): Promise<void> {
    await this.#world.end();
  }

  async #compare(commands: readonly Command[], outcomes: readonly Outcome[]): Promise<void> {
    const observed = observe(this.#world);
    const isCollecting = commands.some((command) => command.isCollector);
    const isAlone = isCollecting && commands.length === 1 && outcomes[0]!.kind === "answered";
    const calls = commands.map((command, index) => ({ command, outcome: outcomes[index]! }));
    const result = linearise(this.#model, { calls, observed, isCollecting, isAlone });
    if ("failure" in result) throw new Broken(result.failure);
    this.#model = result.model;
    learnBytes(this.#model, observed);
    this.#count("calls", commands.length);
    if (commands.length > 1) this.#count("at once", commands.length);
    if (commands.length > 1) this.#count("schedules", 1);
    if (isCollecting) this.#count("collections", 1);
  }

  async #losePower(random: SeededRandom, stepsUntilCut: number): Promise<void> {
    const world = this.#world;
    this.log.push(`power cut after ${stepsUntilCut} steps`);
    this.#count("power cuts", 1);
    await world.losePower(random);
    if (random.below(CUT_STARTS_ONE_IN) === 0) {
      const steps = random.below(STEPS_OF_A_START);
      const [ending] = await world.steps.run([() => world.start()], random, steps);
      if (ending !== undefined && "error" in ending) throw ending.error;
      this.log.push(`power cut after ${steps} steps of the start`);
      await world.losePower(random);
    }
    await world.start();
  }

  async #readAll(): Promise<void> {
    requireNone([...(await recount(this.#world.engine)), ...(await checkReadable(this.#world, this.#model))]);
  }

  async #rest(options: { readonly isClosed: boolean }): Promise<void> {
    requireNone(await checkRests(this.#world, options));
  }

  #count(name: string, count: number): void {
    this.counts[name] = (this.counts[name] ?? 0) + count;
  }

  #letPass(ms: number): void {
    this.#model.nowMs += ms;
    this.#world.nowMs = this.#model.nowMs;
  }
}

function requireNone(faults: readonly string[]): void {
  if (faults.length > 0) throw new Broken(faults);
}

function toOutcome(ending: Ending<unknown>): Outcome {
  if (ending === undefined) return { kind: "lost" };
  if ("value" in ending) return { kind: "answered", answer: ending.value };
  if (isStemmaError(ending.error)) return { kind: "refused", code: ending.error.code };
  return { kind: "fault", error: ending.error };
}
