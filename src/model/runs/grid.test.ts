import { describe, expect, test } from "vitest";
import { gridPoint, gridSize } from "./grid.ts";
import { expectedRuns, gridArguments, parseStoredSearch, readSearch, searchWarnings } from "./sweep-search.ts";

function grid(parameters: unknown, more: object = {}) {
  const search = readSearch({ method: "grid", parameters, ...more });
  if (search.method !== "grid") throw new Error("expected a grid");
  return search.parameters;
}
const allPoints = (parameters: ReturnType<typeof grid>): string[][] =>
  Array.from({ length: gridSize(parameters) }, (_, point) => gridPoint(parameters, point));

describe("a grid", () => {
  test("has every combination once, with the last parameter changing first", () => {
    const parameters = grid({ y: { values: [1n, 2n, 3n] }, x: { values: ["a", "b", "a"] }, z: { value: true } });
    expect(allPoints(parameters)).toEqual(
      ["a", "b"].flatMap((x) => [1, 2, 3].map((y) => [JSON.stringify(x), String(y), "true"])),
    );
  });

  test("nests parameters like the config", () => {
    const parameters = grid({ optimiser: { parameters: { lr: { values: [0.1] }, n: { min: 2n, max: 4n } } } });
    expect(gridSize(parameters)).toBe(3);
    expect(gridArguments(parameters, 2)).toBe('{"optimiser":{"value":{"lr":0.1,"n":4}}}');
  });

  test("distinguishes integers, fractions and values outside JSON", () => {
    const values = [1n, 1, 1.5, 9007199254740993n, 1e21, -0.5, null, Number.POSITIVE_INFINITY, [1n, { a: 2 }]];
    expect(allPoints(grid({ x: { values } })).flat()).toEqual([
      "1",
      "1.0",
      "1.5",
      "9007199254740993",
      "1e+21",
      "-0.5",
      "null",
      "Infinity",
      '[1,{"a":2.0}]',
    ]);
  });

  test("uses exact multiples for q_uniform", () => {
    expect(allPoints(grid({ x: { distribution: "q_uniform", min: 0, max: 0.4, q: 0.1 } })).flat()).toEqual([
      "0.0",
      "0.1",
      "0.2",
      "0.3",
      "0.4",
    ]);
    expect(allPoints(grid({ x: { distribution: "q_uniform", min: 10n, max: 20n, q: 5n } })).flat()).toEqual([
      "10",
      "15",
      "20",
    ]);
  });

  test.each([
    [{ method: "bayes", parameters: {} }, 'Stemma does not offer the sweep method "bayes", only "grid" and "random"'],
    [{ parameters: {} }, "Stemma does not offer the sweep method"],
    [{ method: "grid", parameters: [] }, "expected the sweep's parameters to be an object"],
    [{ method: "grid", parameters: {} }, "expected at least one parameter"],
    [{ method: "grid", parameters: { x: 1 } }, 'expected the parameter "x" to be an object'],
    [{ method: "grid", parameters: { x: { values: [] } } }, 'in the parameter "x"'],
    [{ method: "grid", parameters: { x: { min: 0, max: 1 } } }, 'no steps for the parameter "x"'],
    [{ method: "grid", parameters: { x: { min: 0n, max: 1_000_000_000n } } }, "at most 1000000 combinations"],
    [
      { method: "grid", parameters: { x: { value: 1n } }, run_cap: 0n },
      "expected run_cap to be a whole number above 0",
    ],
    [{ method: "grid", parameters: { x: { value: 1n } }, controller: { type: "local" } }, "their own controller"],
    ["text", "expected the sweep's config to be an object"],
  ])("refuses %o", (config, message) => {
    expect(() => readSearch(config)).toThrow(message);
  });

  test("a parameter may be called __proto__", () => {
    const parameters = grid(JSON.parse('{"__proto__": {"parameters": {"x": {"values": [true]}}}}'));
    expect(gridArguments(parameters, 0)).toBe('{"__proto__":{"value":{"x":true}}}');
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("expects as many runs as it has combinations, and no more than run_cap", () => {
    const parameters = { x: { values: [1n, 2n, 3n] } };
    expect(expectedRuns(readSearch({ method: "grid", parameters }))).toBe(3);
    expect(expectedRuns(readSearch({ method: "grid", parameters, run_cap: 2n }))).toBe(2);
    expect(expectedRuns(readSearch({ method: "random", parameters }))).toBeNull();
  });

  test("reads grids stored by earlier releases", () => {
    const search = parseStoredSearch('[{"path":["x"],"values":[1,"two",null]}]');
    expect(search.method === "grid" && allPoints(search.parameters).flat()).toEqual(["1", '"two"', "null"]);
    const stored = readSearch({ method: "random", parameters: { x: { min: 0, max: 1 } }, run_cap: 3n });
    expect(parseStoredSearch(JSON.stringify(stored))).toEqual(stored);
  });

  test("warns about ignored settings", () => {
    expect(searchWarnings({ method: "grid", early_terminate: {}, run_capp: 2n, program: "a.py" })).toEqual([
      "this server ignores early_terminate: every run continues to its end",
      '"run_capp" is not a key of a sweep config and is ignored',
    ]);
  });
});
