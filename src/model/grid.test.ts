import { describe, expect, test } from "vitest";
import { gridPoint, gridSize, readGrid } from "./grid.ts";

const grid = (parameters: unknown) => readGrid({ method: "grid", parameters });

describe("readGrid()", () => {
  test("gives all combinations, each once, the last parameter changing first", () => {
    const parameters = grid({ y: { values: [1, 2, 3] }, x: { values: ["a", "b"] }, z: { value: true } });
    expect(gridSize(parameters)).toBe(6);
    const points = Array.from({ length: 6 }, (_, point) => gridPoint(parameters, point));
    expect(points.map(({ x, y, z }) => [x!.value, y!.value, z!.value])).toEqual([
      ["a", 1, true],
      ["a", 2, true],
      ["a", 3, true],
      ["b", 1, true],
      ["b", 2, true],
      ["b", 3, true],
    ]);
  });

  test("nests parameters as the config does, and counts whole numbers", () => {
    const nested = grid({
      optimiser: { parameters: { lr: { values: [0.1] }, steps: { min: 2, max: 4, distribution: "int_uniform" } } },
    });
    expect(gridSize(nested)).toBe(3);
    expect(gridPoint(nested, 2)).toEqual({ optimiser: { value: { lr: 0.1, steps: 4 } } });
  });

  test.each([
    [{ method: "bayes", parameters: {} }, 'Stemma does not offer sweeps of the method "bayes", but "grid"'],
    [{ method: "grid", parameters: [] }, "expected the sweep's parameters to be an object"],
    [{ method: "grid", parameters: { x: 1 } }, 'expected the parameter "x" to be an object'],
    [{ method: "grid", parameters: { x: { values: [] } } }, 'for the parameter "x"'],
    [{ method: "grid", parameters: { x: { min: 0, max: 1, distribution: "uniform" } } }, 'for the parameter "x"'],
    [{ method: "grid", parameters: { x: { min: 0, max: 1e9, distribution: "int_uniform" } } }, 'for the parameter "x"'],
    ["text", "expected the sweep's config to be an object"],
  ])("refuses %j", (config, message) => {
    expect(() => readGrid(config)).toThrow(message);
  });

  test("refuses more combinations than anybody runs", () => {
    const values = Array.from({ length: 1001 }, (_, index) => index);
    expect(() => grid({ a: { values }, b: { values } })).toThrow("at most 1000000 combinations");
  });

  test("a parameter called __proto__ is a name like others", () => {
    const parameters = grid(JSON.parse('{"__proto__": {"parameters": {"x": {"values": [1]}}}}'));
    expect(Object.keys(gridPoint(parameters, 0))).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});
