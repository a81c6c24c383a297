/** A step of a pattern: one character, a fork, a place in the text, or the end. */
export type PatternStep =
  | { readonly kind: "character"; readonly isMet: (character: string) => boolean }
  | { readonly kind: "fork"; readonly targets: readonly number[] }
  | { readonly kind: "place"; readonly isMet: (before: string, after: string) => boolean }
  | { readonly kind: "end" };

/** How much work patterns may do for one request. */
export interface PatternBudget {
  steps: number;
}

/**
 * Tells whether a pattern, as steps, is found anywhere in a text; undefined when the budget ran out.
 *
 * All ways through the steps are gone at once, character by character: the time is at most steps times characters, for
 * every pattern and every text.
 *
 * **Source** Thompson, "Regular Expression Search Algorithm", CACM 1968
 */
export function findPattern(steps: readonly PatternStep[], text: string, budget: PatternBudget): boolean | undefined {
  const characters = [...text];
  let current: number[] = [];
  for (let position = 0; position <= characters.length; position++) {
    const before = characters[position - 1] ?? "";
    const after = characters[position] ?? "";
    const reached = reach(steps, [0, ...current], before, after);
    if (reached === "end") return true;
    budget.steps -= reached.visited;
    if (budget.steps < 0) return undefined;
    if (after === "") return false;
    current = reached.waiting.filter((index) => isMet(steps[index]!, after)).map((index) => index + 1);
  }
  return false;
}

/** Follows forks and places from some steps to the characters they wait for. */
function reach(
  steps: readonly PatternStep[],
  from: readonly number[],
  before: string,
  after: string,
): "end" | { waiting: number[]; visited: number } {
  const seen = new Set<number>();
  const waiting: number[] = [];
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const step = steps[index]!;
    if (step.kind === "end") return "end";
    if (step.kind === "character") waiting.push(index);
    else if (step.kind === "fork") open.push(...step.targets);
    else if (step.isMet(before, after)) open.push(index + 1);
  }
  return { waiting, visited: seen.size };
}

function isMet(step: PatternStep, character: string): boolean {
  return step.kind === "character" && step.isMet(character);
}
