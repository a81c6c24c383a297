import type { SeededRandom } from "../support/seeded-random.ts";

/** The end of one of several concurrent works; undefined if the power was cut before. */
export type Ending<T> = { readonly value: T } | { readonly error: unknown } | undefined;

/** Whether a step changes durable state, or may have. */
export type StepKind = "write" | "other";

/** Nothing here waits for a timer, so work that makes no progress for this long never will. */
const STUCK_MS = 5000;

/** One of so many steps takes up to so many times as long as others. */
const LONG_STEP_ONE_IN = 5;
const LONG_STEP = 40;

const done = Promise.resolve();

/**
 * The gate that every I/O step passes before and after it is done.
 *
 * A single work passes at once. Of several concurrent ones, one step passes at a time, chosen by the seed, so that an
 * interleaving can be repeated. The power is cut before a step that changes durable state; afterwards nothing passes.
 */
export class IoSteps {
  #waiting: { readonly kind: StepKind; readonly due: number; readonly go: () => void }[] = [];
  #random: SeededRandom | undefined;
  #now = 0;
  #isOneByOne = false;
  #stepsLeft = Number.POSITIVE_INFINITY;
  #cut = Promise.withResolvers<undefined>();
  #isCut = false;
  /** Work in progress at a power cut waits for this promise. */
  get never(): Promise<void> {
    // A new promise each time: waiters must be garbage-collected with it.
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

  /** Runs all work, or as much as fits into a number of writing steps before the power is cut. */
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

  /** Cuts the power: work in progress never continues. */
  cut(): void {
    this.#isCut = true;
    this.#waiting = [];
    this.#cut.resolve(undefined);
  }

  /** Restores the power for new work. */
  restore(): void {
    this.#isCut = false;
    this.#cut = Promise.withResolvers();
  }

  /** Passes the remaining steps of work that has ended. */
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

/** Most steps take about as long, so that works keep pace; some take so long that others complete meanwhile. */
function chooseDelay(random: SeededRandom): number {
  return random.fraction() * (random.below(LONG_STEP_ONE_IN) === 0 ? LONG_STEP : 1);
}

/** Waits until all work that needs no I/O is done. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
