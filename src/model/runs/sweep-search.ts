import { type Distribution, draw, type ParameterConfig, readDistribution } from "./distribution.ts";
import { StemmaError } from "../errors.ts";
import { checkGridSize, gridChoices, gridPoint, type GridParameter, gridSize } from "./grid.ts";
import type { JsonText } from "../json/json-text.ts";
import { truncate } from "../names.ts";

/** A parameter with random values. */
export interface DrawnParameter {
  readonly path: readonly string[];
  readonly from: Distribution;
}

/** The search space of a sweep, and its maximum number of runs. */
export type SweepSearch = { readonly runCap?: number } & (
  | { readonly method: "grid"; readonly parameters: readonly GridParameter[] }
  | { readonly method: "random"; readonly parameters: readonly DrawnParameter[] }
);

/** Maximum nesting of parameters. */
const MAX_PARAMETER_DEPTH = 10;

/** The keys of a sweep's config that a server or a client uses. */
const KNOWN_KEYS: ReadonlySet<string> = new Set(
  "apiVersion command controller description early_terminate entity image_uri job kind launch method metric name parameters program project run_cap scheduler settings".split(
    " ",
  ),
);

/**
 * Parses the search space of a sweep from its config, in which integers are bigint.
 *
 * @throws `invalid_input`; `not_offered` for methods other than grid and random, and for a local controller
 * @see docs/internals/wandb-wire.md
 */
export function readSearch(config: unknown): SweepSearch {
  const { method, parameters, controller, run_cap: cap } = objectOf(config, "the sweep's config");
  if (method !== "grid" && method !== "random")
    throw new StemmaError(
      "not_offered",
      `Stemma does not offer the sweep method "${truncate(method)}", only "grid" and "random"`,
    );
  if ((controller as { type?: unknown } | null | undefined)?.type === "local")
    throw new StemmaError("not_offered", "Stemma does not offer sweeps with their own controller");
  const read = readParameters(objectOf(parameters, "the sweep's parameters"), []);
  if (read.length === 0)
    throw new StemmaError("invalid_input", "Cannot start the sweep: expected at least one parameter");
  const bound = cap === undefined || cap === null ? {} : { runCap: readCap(cap) };
  if (method === "random") return { method, ...bound, parameters: read };
  const grid = read.map(({ path, from }) => ({ path, choices: gridChoices(from, path.join(".")) }));
  checkGridSize(grid);
  return { method, ...bound, parameters: grid };
}

/** Returns a warning for each part of a config that is accepted but has no effect. */
export function searchWarnings(config: unknown): string[] {
  const keys = Object.keys(objectOf(config, "the sweep's config"));
  const unknown = keys.filter((key) => !KNOWN_KEYS.has(key));
  return [
    ...(keys.includes("early_terminate")
      ? ["this server ignores early_terminate: every run continues to its end"]
      : []),
    ...unknown.map((key) => `"${truncate(key)}" is not a key of a sweep config and is ignored`),
  ];
}

/** Returns the expected number of runs; null if it is unlimited. */
export function expectedRuns(search: SweepSearch): number | null {
  if (search.method === "random") return search.runCap ?? null;
  return Math.min(gridSize(search.parameters), search.runCap ?? Number.POSITIVE_INFINITY);
}

/**
 * Returns the arguments of a grid's combination by its number.
 *
 * @returns JSON of `{name: {value}}`
 */
export function gridArguments(parameters: readonly GridParameter[], point: number): JsonText {
  return argumentsOf(parameters, gridPoint(parameters, point));
}

/**
 * Returns random arguments. `chance` returns numbers from 0 (inclusive) to 1 (exclusive).
 *
 * @returns JSON of `{name: {value}}`
 */
export function drawArguments(parameters: readonly DrawnParameter[], chance: () => number): JsonText {
  return argumentsOf(
    parameters,
    parameters.map(({ from }) => draw(from, chance)),
  );
}

/** Parses a stored search. Before random searches existed, it was the list of a grid's parameters with their values. */
export function parseStoredSearch(text: string): SweepSearch {
  const stored = JSON.parse(text) as SweepSearch | readonly { readonly path: string[]; readonly values: unknown[] }[];
  if (!Array.isArray(stored)) return stored as SweepSearch;
  const parameters = (stored as readonly { readonly path: string[]; readonly values: unknown[] }[]).map(
    ({ path, values }) => ({ path, choices: { texts: values.map((value) => JSON.stringify(value)) } }),
  );
  return { method: "grid", parameters };
}

/** Nested parameters become the value of the outermost. */
function argumentsOf(parameters: readonly { readonly path: readonly string[] }[], texts: readonly JsonText[]): string {
  const tree: Tree = new Map();
  for (const [index, { path }] of parameters.entries()) put(tree, path, texts[index]!);
  const fields = [...tree].map(([name, value]) => `${JSON.stringify(name)}:{"value":${treeText(value)}}`);
  return `{${fields.join(",")}}`;
}

type Tree = Map<string, Tree | JsonText>;

function put(into: Tree, [head, ...rest]: readonly string[], text: JsonText): void {
  if (rest.length === 0) return void into.set(head!, text);
  const below = into.get(head!);
  const tree: Tree = below instanceof Map ? below : new Map();
  into.set(head!, tree);
  put(tree, rest, text);
}

function treeText(value: Tree | JsonText): JsonText {
  if (typeof value === "string") return value;
  return `{${[...value].map(([name, below]) => `${JSON.stringify(name)}:${treeText(below)}`).join(",")}}`;
}

function readParameters(parameters: ParameterConfig, above: readonly string[]): DrawnParameter[] {
  if (above.length > MAX_PARAMETER_DEPTH)
    throw new StemmaError(
      "invalid_input",
      `Cannot start the sweep: expected at most ${MAX_PARAMETER_DEPTH} levels in the parameter "${above.join(".")}"`,
    );
  return Object.keys(parameters)
    .sort()
    .flatMap((name) => {
      const path = [...above, name];
      const parameter = objectOf(parameters[name], `the parameter "${path.join(".")}"`);
      if (parameter["parameters"] !== undefined)
        return readParameters(objectOf(parameter["parameters"], `the parameter "${path.join(".")}"`), path);
      return [{ path, from: readDistribution(parameter, path.join(".")) }];
    });
}

function readCap(cap: unknown): number {
  const count = typeof cap === "bigint" ? Number(cap) : cap;
  if (typeof count === "number" && Number.isSafeInteger(count) && count > 0) return count;
  throw new StemmaError("invalid_input", `Cannot start the sweep: expected run_cap to be a whole number above 0`);
}

function objectOf(value: unknown, noun: string): ParameterConfig {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as ParameterConfig;
  throw new StemmaError("invalid_input", `Cannot start the sweep: expected ${noun} to be an object`);
}
