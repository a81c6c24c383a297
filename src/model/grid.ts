import { StemmaError } from "./errors.ts";

/** A parameter of a sweep: where it stands in a run's config, and the values it takes. */
export interface GridParameter {
  readonly path: readonly string[];
  readonly values: readonly unknown[];
}

/** Combinations a sweep may have: more would never be run, and their number stays a whole one. */
const MAX_GRID_POINTS = 1_000_000;
/** Nesting of parameters: a config nests as deep as a person writes it. */
const MAX_GRID_DEPTH = 10;

/**
 * Reads the parameters of a sweep's config, in the order of their names.
 *
 * **Errors** `invalid_input`; `not_offered` for methods and distributions that are no grid
 * **Source** wire page 4
 */
export function readGrid(config: unknown): GridParameter[] {
  const { method, parameters } = objectOf(config, "the sweep's config");
  if (method !== "grid")
    throw new StemmaError("not_offered", `Stemma does not offer sweeps of the method "${String(method)}", but "grid"`);
  const grid = readParameters(objectOf(parameters, "the sweep's parameters"), []);
  if (gridSize(grid) > MAX_GRID_POINTS)
    throw new StemmaError("invalid_input", `Cannot start the sweep: expected at most ${MAX_GRID_POINTS} combinations`);
  return grid;
}

/** How many combinations there are. */
export function gridSize(grid: readonly GridParameter[]): number {
  return grid.reduce((size, { values }) => size * values.length, 1);
}

/**
 * A combination by its number; the last parameter changes first.
 *
 * **Shape** `{name: {value}}`, nested parameters inside of the value of the outermost
 */
export function gridPoint(grid: readonly GridParameter[], point: number): Record<string, { value: unknown }> {
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  let combinations = gridSize(grid);
  let rest = point;
  for (const { path, values: choices } of grid) {
    combinations /= choices.length;
    put(values, path, choices[Math.floor(rest / combinations)]);
    rest %= combinations;
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

function put(into: Record<string, unknown>, [head, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) into[head!] = value;
  else put((into[head!] ??= Object.create(null) as object) as Record<string, unknown>, rest, value);
}

function readParameters(parameters: Record<string, unknown>, above: readonly string[]): GridParameter[] {
  if (above.length > MAX_GRID_DEPTH) throw invalid(above, `at most ${MAX_GRID_DEPTH} levels`);
  return Object.keys(parameters)
    .sort()
    .flatMap((name) => {
      const path = [...above, name];
      const parameter = objectOf(parameters[name], `the parameter "${path.join(".")}"`);
      if (parameter["parameters"] !== undefined)
        return readParameters(objectOf(parameter["parameters"], `the parameter "${path.join(".")}"`), path);
      return [{ path, values: readValues(parameter, path) }];
    });
}

function readValues({ values, value, min, max, distribution }: Record<string, unknown>, path: readonly string[]) {
  if (Array.isArray(values) && values.length > 0) return values as unknown[];
  if (value !== undefined) return [value];
  if (distribution === "int_uniform" && Number.isInteger(min) && Number.isInteger(max)) {
    const count = Number(max) - Number(min) + 1;
    if (count < 1 || count > MAX_GRID_POINTS) throw invalid(path, "a minimum up to a maximum that is not far away");
    return Array.from({ length: count }, (_, index) => Number(min) + index);
  }
  throw invalid(path, "values, a value, or whole numbers from a minimum to a maximum");
}

function objectOf(value: unknown, noun: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new StemmaError("invalid_input", `Cannot start the sweep: expected ${noun} to be an object`);
}

function invalid(path: readonly string[], expected: string): StemmaError {
  return new StemmaError(
    "invalid_input",
    `Cannot start the sweep: expected ${expected} for the parameter "${path.join(".")}"`,
  );
}
