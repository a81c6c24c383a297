import type { SeededRandom } from "../support/seeded-random.ts";

/** How one of several pieces of work ended: not at all when the power was cut before. */
export type Ending<T> = { readonly value: T } | { readonly error: unknown } | undefined;

/** Whether a step changes what is durable, or may have. */
export type StepKind = "write" | "other";

/** Nothing waits for a timer here, so work that does nothing for so long never will. */
const STUCK_MS = 5000;

/** Of so many steps one takes up to so many times as long as others. */
const LONG_STEP_ONE_IN = 5;
const LONG_STEP = 40;

const done = Promise.resolve();

/**
 * The gate that every step of I/O passes, before and after it is done.
 *
 * One piece of work alone goes straight through. Of several at once one step is let through at a time, which one the
 * seed says, so that an interleaving can be repeated. The power is cut before a step that changes what is durable; after
 * that nothing passes any more.
 */
export class IoSteps {
  #waiting: { readonly kind: StepKind; readonly due: number; readonly go: () => void }[] = [];
  #random: SeededRandom | undefined;
  #now = 0;
  #isOneByOne = false;
  #stepsLeft = Number.POSITIVE_INFINITY;
  #cut = Promise.withResolvers<undefined>();
  #isCut = false;
  /** What was under way when the power was cut waits for this. */
  get never(): Promise<void> {
    // One each: what waits for it has to be forgotten with it.
    return new Promise(() => {});
  }

  pass(kind: StepKind): Promise<void> {
    if (this.#isCut) return this.never;
    if (this.#isOneByOne) {
      const due = this.#now + chooseDelay(this.#random!);
      return new Promise((go) => this.#waiting.push({ kind, due, go }));
    }
    return this.#count(kind) ? done : this.never;
  }

  /** Does all the work, or as much of it as fits into a number of writing steps before the power is cut. */
  async run<T>(
    works: readonly (() => Promise<T>)[],
    random: SeededRandom,
    stepsUntilCut = Number.POSITIVE_INFINITY,
  ): Promise<Ending<T>[]> {
    this.#stepsLeft = stepsUntilCut;
    this.#isOneByOne = works.length > 1;
    this.#random = random;
    const endings: Ending<T>[] = works.map(() => undefined);
    const all = Promise.all(
      works.map(async (work, index) => {
        try {
          await this.pass("other");
          endings[index] = { value: await work() };
        } catch (error) {
          endings[index] = { error };
        }
      }),
    );
    if (this.#isOneByOne) await this.#letThrough(() => endings.every((ending) => ending !== undefined));
    else await Promise.race([all, this.#cut.promise]);
    await quiet();
    this.#stepsLeft = Number.POSITIVE_INFINITY;
    this.#isOneByOne = false;
    return endings;
  }

  /** Cuts the power: what is under way never goes on. */
  cut(): void {
    this.#isCut = true;
    this.#waiting = [];
    this.#cut.resolve(undefined);
  }

  /** Gives the power back, to what is begun from now on. */
  restore(): void {
    this.#isCut = false;
    this.#cut = Promise.withResolvers();
  }

  /** What is left of work that has ended already passes too. */
  async #letThrough(isDone: () => boolean): Promise<void> {
    const deadline = Date.now() + STUCK_MS;
    while (!this.#isCut) {
      await quiet();
      if (this.#waiting.length === 0) {
        if (isDone()) return;
        if (Date.now() > deadline)
          throw new Error("The work is stuck: none of it waits for I/O, expected that it ends");
        continue;
      }
      const next = this.#waiting.reduce((first, other) => (other.due < first.due ? other : first));
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#now = next.due;
      if (this.#count(next.kind)) next.go();
    }
  }

  #count(kind: StepKind): boolean {
    if (kind === "other") return true;
    if (this.#stepsLeft <= 0) {
      this.cut();
      return false;
    }
    this.#stepsLeft -= 1;
    return true;
  }
}

/** Most steps take about as long, so that works keep pace; some take so long that others do all of their work meanwhile. */
function chooseDelay(random: SeededRandom): number {
  return random.fraction() * (random.below(LONG_STEP_ONE_IN) === 0 ? LONG_STEP : 1);
}

/** Waits until all that can go on without I/O has done so. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
