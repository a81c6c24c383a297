import { type Distribution, multipleText, type Quantum } from "./distribution.ts";
import { StemmaError } from "../errors.ts";
import type { JsonText } from "../json/json-text.ts";

/** The values of a parameter in a grid: listed as JSON, or every multiple of a quantum in a range. */
export type GridChoices =
  | { readonly texts: readonly JsonText[] }
  | { readonly first: number; readonly count: number; readonly q: Quantum };

/** A parameter of a grid: its path in a run's config, and its values. */
export interface GridParameter {
  readonly path: readonly string[];
  readonly choices: GridChoices;
}

/** Maximum number of combinations of a sweep. */
const MAX_GRID_POINTS = 1_000_000;

const WHOLE: Quantum = { step: 1, isWhole: true };

/**
 * Returns the values of a parameter in a grid.
 *
 * @throws `invalid_input` for a distribution without steps
 */
export function gridChoices(from: Distribution, name: string): GridChoices {
  if (from.kind === "choice") return { texts: [...new Set(from.texts)] };
  if (from.kind === "int") return { first: from.min, count: from.max - from.min + 1, q: WHOLE };
  if (from.kind === "uniform" && from.q !== undefined) {
    const first = Math.round(from.min / from.q.step);
    return { first, count: Math.round(from.max / from.q.step) - first + 1, q: from.q };
  }
  throw new StemmaError(
    "invalid_input",
    `Cannot start the sweep: a grid has no steps for the parameter "${name}", expected values, a value, int_uniform or q_uniform; or use the method random`,
  );
}

/**
 * Rejects grids above the combination limit.
 *
 * @throws `invalid_input`
 */
export function checkGridSize(grid: readonly GridParameter[]): void {
  if (!(gridSize(grid) <= MAX_GRID_POINTS))
    throw new StemmaError("invalid_input", `Cannot start the sweep: expected at most ${MAX_GRID_POINTS} combinations`);
}

/** Returns the number of combinations. */
export function gridSize(grid: readonly GridParameter[]): number {
  return grid.reduce((size, { choices }) => size * countOf(choices), 1);
}

/**
 * Returns the values of a combination by its number, in the order of the parameters; the last parameter changes first.
 */
export function gridPoint(grid: readonly GridParameter[], point: number): JsonText[] {
  let combinations = gridSize(grid);
  let rest = point;
  return grid.map(({ choices }) => {
    combinations /= countOf(choices);
    const index = Math.floor(rest / combinations);
    rest %= combinations;
    return "texts" in choices ? choices.texts[index]! : multipleText(choices.first + index, choices.q);
  });
}

function countOf(choices: GridChoices): number {
  return "texts" in choices ? choices.texts.length : choices.count;
}
