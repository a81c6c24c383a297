import { describe, expect, test } from "vitest";
import { draw, type ParameterConfig, readDistribution } from "./distribution.ts";

const DRAWS = 20_000;

/** A generator of our own: the tests draw the same values each time. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function drawn(parameter: ParameterConfig): string[] {
  const from = readDistribution(parameter, "x");
  const chance = chanceFrom(7);
  return Array.from({ length: DRAWS }, () => draw(from, chance));
}
const numbers = (parameter: ParameterConfig): number[] => drawn(parameter).map(Number);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe("draw()", () => {
  test.each<[string, ParameterConfig, number, number, number]>([
    ["uniform", { min: -1, max: 3 }, -1, 3, 1],
    ["log_uniform", { min: -2n, max: 2n }, Math.exp(-2), Math.exp(2), 1],
    ["log_uniform_values", { min: 0.0001, max: 1 }, 0.0001, 1, 0.01],
    ["inv_log_uniform", { min: -2, max: 2 }, Math.exp(-2), Math.exp(2), 1],
    ["inv_log_uniform_values", { min: 0.0001, max: 1 }, 0.0001, 1, 0.01],
    ["normal", { mu: 5n, sigma: 2 }, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 5],
    ["log_normal", { mu: 1, sigma: 0.5 }, 0, Number.POSITIVE_INFINITY, Math.E],
    ["beta", { a: 2n, b: 2n }, 0, 1, 0.5],
    ["beta", { a: 0.5, b: 0.5 }, 0, 1, 0.5],
  ])("draws %s %o within its range and around its median", (distribution, parameter, least, most, middle) => {
    const values = numbers({ distribution, ...parameter });
    expect(Math.min(...values)).toBeGreaterThanOrEqual(least * (least > 0 ? 1 - 1e-12 : 1));
    expect(Math.max(...values)).toBeLessThanOrEqual(most * (1 + 1e-12));
    expect(Math.abs(median(values) - middle)).toBeLessThan(0.06 * Math.max(Math.abs(middle), 1e-9));
  });

  test("draws integers uniformly, both ends included", () => {
    const values = numbers({ min: 1n, max: 4n });
    for (const value of [1, 2, 3, 4])
      expect(values.filter((other) => other === value).length / DRAWS).toBeCloseTo(0.25, 1);
    expect(new Set(values).size).toBe(4);
    expect(drawn({ min: 1n, max: 1n })[0]).toBe("1");
  });

  test("draws values with their probabilities, and never one of probability 0", () => {
    const values = drawn({ values: ["a", "b", "c"], probabilities: [0.9, 0.1, 0] });
    expect(values.filter((value) => value === '"a"').length / DRAWS).toBeCloseTo(0.9, 1);
    expect(values).not.toContain('"c"');
  });

  test.each([
    ["q_uniform", { min: 0, max: 1, q: 0.25 }, 0.25],
    ["q_log_uniform", { min: 0, max: 3, q: 2n }, 2],
    ["q_log_uniform_values", { min: 1n, max: 100n }, 1],
    ["q_normal", { q: 0.5 }, 0.5],
    ["q_log_normal", { mu: 2, q: 3n }, 3],
    ["q_beta", { a: 1n, b: 3n, q: 0.125 }, 0.125],
  ])("rounds %s %o to multiples", (distribution, parameter, q) => {
    const values = numbers({ distribution, ...parameter });
    expect(values.filter((value) => Math.abs(value / q - Math.round(value / q)) > 1e-9)).toEqual([]);
    expect(new Set(values).size).toBeGreaterThan(1);
  });

  test("writes multiples of a whole number as integers, and others as fractions", () => {
    expect(drawn({ distribution: "q_uniform", min: 3, max: 3 })[0]).toBe("3");
    expect(drawn({ distribution: "q_uniform", min: 3, max: 3, q: 1 })[0]).toBe("3.0");
    expect(drawn({ min: 2, max: 2 })[0]).toBe("2.0");
  });

  test("the normal distribution has the given deviation", () => {
    const values = numbers({ distribution: "normal" });
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(Math.sqrt(mean(values.map((value) => value ** 2)))).toBeCloseTo(1, 1);
  });

  test("the beta distribution has the expected mean", () => {
    expect(mean(numbers({ distribution: "beta", a: 1n, b: 4n }))).toBeCloseTo(0.2, 2);
  });
});

describe("readDistribution()", () => {
  test.each<[ParameterConfig, string]>([
    [{ distribution: "uniforms", min: 0, max: 1 }, "a distribution among constant, categorical"],
    [{ distribution: "uniform", min: 0 }, '"max" for uniform'],
    [{ distribution: "uniform", min: 2, max: 1 }, '"min" to be at most "max"'],
    [{ distribution: "int_uniform", min: 0.5, max: 1 }, "whole numbers"],
    [{ distribution: "log_uniform_values", min: 0, max: 1 }, '"min" above 0'],
    [{ distribution: "log_uniform", min: 1n, max: 1000n }, "log_uniform_values takes the values themselves"],
    [{ distribution: "q_uniform", min: 0, max: 1, q: 0 }, '"q" above 0'],
    [{ distribution: "normal", sigma: -1 }, '"sigma" to be at least 0'],
    [{ distribution: "normal", mu: "1" }, 'a number for "mu"'],
    [{ distribution: "beta", a: 0, b: 1 }, '"a" and "b" above 0'],
    [{ values: [1n, 2n], probabilities: [1] }, "as many probabilities as values"],
    [{ values: [1n, 2n], probabilities: [0.5, 0.6] }, "with the sum 1"],
    [{}, "values, a value, or a minimum and a maximum"],
  ])("refuses %o", (parameter, expected) => {
    expect(() => readDistribution(parameter, "x")).toThrow(expected);
  });
});
