import { expect, test } from "vitest";
import { MAX_INDEXED_VALUES } from "../limits.ts";
import { type RunContent, runValues } from "./run-values.ts";

const run = (config: string, summary = "{}"): RunContent => ({
  displayName: "r",
  group: null,
  jobType: null,
  host: null,
  notes: null,
  description: null,
  program: null,
  commit: null,
  repo: null,
  tags: [],
  config,
  summary,
});
const entries = (count: number, value: unknown): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, { value }])));
const pathsOf = (content: RunContent): string[] => runValues(content).rows.map(([path]) => path);

test("the index holds what comes first of a config that is larger than it, however large that is", () => {
  for (const count of [1200, 100_000]) {
    const { rows, isWhole } = runValues(run(entries(count, 7)));
    expect([rows.length, isWhole]).toEqual([MAX_INDEXED_VALUES, false]);
    expect(rows.at(-1)![0]).toMatch(/^config\.k\d+$/);
  }
});

test("a value too long to be parsed for the index leaves those beside it in", () => {
  const long = `{"a":{"value":1},"long":{"value":"${"x".repeat(300_000)}"},"b":{"value":{"c":2}},"_wandb":{"value":3}}`;
  expect(pathsOf(run(long, '{"loss":1}'))).toEqual([
    "displayName",
    "tags",
    "config.a",
    "config.b",
    "config.b.c",
    "summary_metrics.loss",
  ]);
  expect(runValues(run(long)).isWhole).toBe(false);
  // A text of ordinary length is looked for by its beginning.
  expect(runValues(run(entries(1, "x".repeat(100_000)))).isWhole).toBe(true);
});
