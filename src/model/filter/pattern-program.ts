/** A step of a pattern: one character, a fork, a place in the text, or the end. */
export type PatternStep =
  | { readonly kind: "character"; readonly isMet: (character: string) => boolean }
  | { readonly kind: "fork"; readonly targets: readonly number[] }
  | { readonly kind: "place"; readonly isMet: (before: string, after: string) => boolean }
  | { readonly kind: "end" };

/** How many steps patterns may still take. */
export interface PatternBudget {
  steps: number;
}

/**
 * Tells whether a pattern, as steps, is found anywhere in a text; undefined when the budget ran out.
 *
 * All ways through the steps are gone at once, character by character: the time is at most steps times characters, for
 * every pattern and every text.
 *
 * @see Thompson, "Regular Expression Search Algorithm", CACM 1968
 */
export function findPattern(steps: readonly PatternStep[], text: string, budget: PatternBudget): boolean | undefined {
  const characters = [...text];
  const walk = new Walk(steps);
  let current: readonly number[] = [];
  for (let position = 0; position <= characters.length; position++) {
    const after = characters[position] ?? "";
    const reached = walk.reach(current, characters[position - 1] ?? "", after);
    if (reached === "end") return true;
    budget.steps -= walk.visited;
    if (budget.steps < 0) return undefined;
    current = reached;
  }
  return false;
}

/** The memory of one walk, used again at each character. */
class Walk {
  readonly #steps: readonly PatternStep[];
  /** The turn at which each step was reached last. */
  readonly #reachedAt: Int32Array;
  #turn = 0;
  visited = 0;

  constructor(steps: readonly PatternStep[]) {
    this.#steps = steps;
    this.#reachedAt = new Int32Array(steps.length);
  }

  /** Follows forks and places from the first step and from others to those a character leads on from: to what is next. */
  reach(from: readonly number[], before: string, after: string): "end" | number[] {
    const next: number[] = [];
    const open = [0, ...from];
    this.#turn += 1;
    this.visited = 0;
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.#reachedAt[index] === this.#turn) continue;
      this.#reachedAt[index] = this.#turn;
      this.visited += 1;
      const step = this.#steps[index]!;
      if (step.kind === "end") return "end";
      if (step.kind === "character") {
        if (after !== "" && step.isMet(after)) next.push(index + 1);
      } else if (step.kind === "fork") open.push(...step.targets);
      else if (step.isMet(before, after)) open.push(index + 1);
    }
    return next;
  }
}
