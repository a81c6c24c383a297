import { StemmaError } from "../errors.ts";
import type { JsonText } from "../json/json-text.ts";
import { valueText } from "../filter/value-text.ts";

/** The distribution of a parameter. `q` rounds to its multiples; texts are JSON. */
export type Distribution =
  | { readonly kind: "choice"; readonly texts: readonly JsonText[]; readonly probabilities?: readonly number[] }
  | { readonly kind: "int"; readonly min: number; readonly max: number }
  | { readonly kind: "uniform"; readonly min: number; readonly max: number; readonly q?: Quantum }
  /** `exp(x)` where x is uniform from `min` to `max`. */
  | { readonly kind: "log_uniform"; readonly min: number; readonly max: number; readonly q?: Quantum }
  /** `exp(-x)` where x is uniform from `min` to `max`. */
  | { readonly kind: "inv_log_uniform"; readonly min: number; readonly max: number }
  | { readonly kind: "normal" | "log_normal"; readonly mu: number; readonly sigma: number; readonly q?: Quantum }
  | { readonly kind: "beta"; readonly a: number; readonly b: number; readonly q?: Quantum };

/** The rounding step of values; multiples of an integer are written as integers. */
export interface Quantum {
  readonly step: number;
  readonly isWhole: boolean;
}

/** A parameter in a config, with integers as bigint. */
export type ParameterConfig = Readonly<Record<string, unknown>>;

/** The documented distributions, each with its required keys. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  constant: ["value"],
  categorical: ["values"],
  categorical_w_probabilities: ["values", "probabilities"],
  int_uniform: ["min", "max"],
  uniform: ["min", "max"],
  q_uniform: ["min", "max"],
  log_uniform: ["min", "max"],
  log_uniform_values: ["min", "max"],
  q_log_uniform: ["min", "max"],
  q_log_uniform_values: ["min", "max"],
  inv_log_uniform: ["min", "max"],
  inv_log_uniform_values: ["min", "max"],
  normal: [],
  q_normal: [],
  log_normal: [],
  q_log_normal: [],
  beta: ["a", "b"],
  q_beta: ["a", "b"],
};

/** Tolerance for the sum of probabilities. */
const PROBABILITY_SLACK = 1e-6;

/**
 * Parses the distribution of a parameter of a sweep.
 *
 * @throws `invalid_input`, with the parameter's name
 */
export function readDistribution(parameter: ParameterConfig, name: string): Distribution {
  const word = nameOf(parameter, name);
  for (const key of NEEDED[word]!) if (!(key in parameter)) throw invalid(name, `"${key}" for ${word}`);
  const number = (key: string, otherwise?: number): number => numberOf(parameter[key], otherwise, key, name);
  if (word === "constant") return { kind: "choice", texts: [valueText(parameter["value"])] };
  if (word.startsWith("categorical")) return readChoice(parameter, name);
  const q = word.startsWith("q_") ? { q: quantumOf(parameter["q"], name) } : {};
  const base = word.replace(/^q_/, "");
  if (base.endsWith("normal")) {
    const [mu, sigma] = [number("mu", 0), number("sigma", 1)];
    if (sigma < 0) throw invalid(name, '"sigma" to be at least 0');
    return { kind: base as "normal" | "log_normal", mu, sigma, ...q };
  }
  if (base === "beta") {
    const [a, b] = [number("a"), number("b")];
    if (a <= 0 || b <= 0) throw invalid(name, '"a" and "b" above 0');
    return { kind: "beta", a, b, ...q };
  }
  const [min, max] = [number("min"), number("max")];
  if (min > max) throw invalid(name, '"min" to be at most "max"');
  if (base === "int_uniform") {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max)) throw invalid(name, 'whole numbers "min" and "max"');
    return { kind: "int", min, max };
  }
  if (base === "uniform") return { kind: "uniform", min, max, ...q };
  if (base.endsWith("_values")) {
    if (min <= 0) throw invalid(name, `"min" above 0 for ${word}`);
    return base.startsWith("inv_")
      ? { kind: "inv_log_uniform", min: Math.log(1 / max), max: Math.log(1 / min) }
      : { kind: "log_uniform", min: Math.log(min), max: Math.log(max), ...q };
  }
  const extreme = base.startsWith("inv_") ? -min : max;
  if (!Number.isFinite(Math.exp(extreme)))
    throw invalid(name, `exponents in "min" and "max" for ${word} (${word}_values takes the values themselves)`);
  return base.startsWith("inv_") ? { kind: "inv_log_uniform", min, max } : { kind: "log_uniform", min, max, ...q };
}

/** Draws a value. `chance` returns numbers from 0 (inclusive) to 1 (exclusive). */
export function draw(from: Distribution, chance: () => number): JsonText {
  switch (from.kind) {
    case "choice":
      return from.texts[choose(from, chance())]!;
    case "int":
      return String(from.min + Math.floor(chance() * (from.max - from.min + 1)));
    case "uniform":
      return rounded(between(from, chance), from.q);
    case "log_uniform":
      return rounded(Math.exp(between(from, chance)), from.q);
    case "inv_log_uniform":
      return rounded(Math.exp(-between(from, chance)), undefined);
    case "normal":
      return rounded(from.mu + from.sigma * drawNormal(chance), from.q);
    case "log_normal":
      return rounded(Math.exp(from.mu + from.sigma * drawNormal(chance)), from.q);
    case "beta": {
      const [left, right] = [drawGamma(from.a, chance), drawGamma(from.b, chance)];
      return rounded(left + right === 0 ? 0 : left / (left + right), from.q);
    }
  }
}

/** Returns a multiple of a quantum without the rounding error of the multiplication. */
export function multipleText(times: number, { step, isWhole }: Quantum): JsonText {
  const value = Number((times * step).toPrecision(15));
  return isWhole && Number.isFinite(value) ? String(BigInt(Math.round(value))) : valueText(value);
}

function nameOf(parameter: ParameterConfig, name: string): string {
  const { distribution } = parameter;
  if (distribution !== undefined && distribution !== null) {
    if (typeof distribution === "string" && Object.hasOwn(NEEDED, distribution)) return distribution;
    throw invalid(name, `a distribution among ${Object.keys(NEEDED).join(", ")}`);
  }
  if ("values" in parameter) return "probabilities" in parameter ? "categorical_w_probabilities" : "categorical";
  if ("value" in parameter) return "constant";
  if ("min" in parameter && "max" in parameter) {
    const areWhole = typeof parameter["min"] === "bigint" && typeof parameter["max"] === "bigint";
    return areWhole ? "int_uniform" : "uniform";
  }
  throw invalid(name, "values, a value, or a minimum and a maximum");
}

function readChoice({ values, probabilities }: ParameterConfig, name: string): Distribution {
  if (!Array.isArray(values) || values.length === 0) throw invalid(name, "a list of at least one value");
  const texts = values.map((value) => valueText(value));
  if (probabilities === undefined) return { kind: "choice", texts };
  if (!Array.isArray(probabilities) || probabilities.length !== values.length)
    throw invalid(name, "as many probabilities as values");
  const weights = probabilities.map((weight) => numberOf(weight, undefined, "probabilities", name));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (weights.some((weight) => weight < 0) || Math.abs(sum - 1) > PROBABILITY_SLACK)
    throw invalid(name, "probabilities of at least 0 with the sum 1");
  return { kind: "choice", texts, probabilities: weights };
}

function quantumOf(q: unknown, name: string): Quantum {
  const step = numberOf(q, 1, "q", name);
  if (step <= 0) throw invalid(name, '"q" above 0');
  return { step, isWhole: q === undefined || typeof q === "bigint" };
}

function numberOf(value: unknown, otherwise: number | undefined, key: string, name: string): number {
  const number = value === undefined ? otherwise : typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw invalid(name, `a number for "${key}"`);
}

function choose({ texts, probabilities }: Extract<Distribution, { kind: "choice" }>, at: number): number {
  if (probabilities === undefined) return Math.floor(at * texts.length);
  let sum = 0;
  const found = probabilities.findIndex((weight) => (sum += weight) > at);
  return found === -1 ? probabilities.findLastIndex((weight) => weight > 0) : found;
}

function between({ min, max }: { readonly min: number; readonly max: number }, chance: () => number): number {
  const at = chance();
  // `max - min` may overflow, so min + at * (max - min) is not used.
  return min * (1 - at) + max * at;
}

function rounded(value: number, q: Quantum | undefined): JsonText {
  return q === undefined ? valueText(value) : multipleText(Math.round(value / q.step), q);
}

/** Draws from the normal distribution around 0 (Box and Muller). */
function drawNormal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

/** Draws from the gamma distribution (Marsaglia and Tsang, 2000). */
function drawGamma(shape: number, chance: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, chance) * (1 - chance()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(chance);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - chance()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function invalid(name: string, expected: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot start the sweep: expected ${expected} in the parameter "${name}"`);
}
