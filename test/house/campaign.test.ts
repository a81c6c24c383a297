import { expect, test } from "vitest";
import { readOptions } from "../campaign/options.ts";
import { type Line, putLines } from "../campaign/scoreboard.ts";
import { readText } from "./source-tree.ts";

const line: Line = {
  name: "flips",
  seed: 7,
  counts: { flips: 3, "wrong bytes": 0 },
  minutes: 0.25,
  failures: 0,
  date: "2026-01-02",
  commit: "abc",
  machine: "2 cores",
};

test("a campaign's line takes the place of its last one and leaves the others", () => {
  const once = putLines(readText("docs/internals/reliability.md"), [line, { ...line, name: "kills" }]);
  const twice = putLines(once, [{ ...line, seed: 8 }]);
  expect(twice).toContain("| flips | 0 | 3 flips · 0 wrong bytes | 8 | 0.3 | 2026-01-02 | abc | 2 cores |");
  expect(twice).toContain("| kills | 0 | 3 flips");
  expect(twice.match(/^\| flips /gm)).toHaveLength(1);
  expect(twice.split("\n")).toHaveLength(once.split("\n").length);
  expect(() => putLines("# A page", [line])).toThrow("Cannot write the scoreboard");
});

test("a wrong choice of campaigns is refused instead of running nothing", () => {
  expect(readOptions([], ["a", "b"])).toEqual({ names: ["a", "b"], seed: undefined, count: undefined });
  expect(readOptions(["--only", "b", "--seed", "7"], ["a", "b"])).toMatchObject({ names: ["b"], seed: 7 });
  expect(() => readOptions(["--only", "c"], ["a", "b"])).toThrow(/Cannot run "c": .+ expected some of a, b/);
  expect(() => readOptions(["--seed", "x"], ["a"])).toThrow('Cannot use the seed "x"');
});
