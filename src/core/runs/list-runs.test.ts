import { expect, test } from "vitest";
import {
  EVERYTHING,
  type Filter,
  type ListOrder,
  type Project,
  readFilter,
  runFilterFields,
} from "../../model/index.ts";
import { countRuns, listRuns } from "./list-runs.ts";
import type { Meter } from "../ports/metering.ts";

const project = { id: 1, name: "p", entityName: "e" } as unknown as Project;
const page = { after: null, first: 50 };
const texts = { config: false, summary: false };
const exact = readFilter('{"config.x":1}', runFilterFields);

/** Where the lists of a project are read: on the thread that asks, or in the one for long reads. */
function world({
  runs,
  readsHoldThread,
  isExact = true,
}: {
  runs: number;
  readsHoldThread: boolean;
  isExact?: boolean;
}) {
  const reads: string[] = [];
  const here = {
    isExact,
    count: async () => (reads.push("count here"), 0),
    page: async () => (reads.push("page here"), EMPTY),
  };
  const rows = {
    areMoreThan: async (_: unknown, count: number) => runs > count,
    narrow: async () => here,
    withTexts: async () => new Map(),
  };
  const keys: string[] = [];
  const longReads = {
    pageOfRuns: async ({ key }: { key: string }) => (
      reads.push("page there"),
      keys.push(key),
      { ...EMPTY, stepsLeft: 7 }
    ),
    countOfRuns: async ({ key }: { key: string }) => (
      reads.push("count there"),
      keys.push(key),
      { count: 0, stepsLeft: 5 }
    ),
  };
  const meter: Meter = { loaded: () => undefined, yieldIfDue: () => undefined };
  const ports = {
    metadata: { readsHoldThread, read: { runs: rows } },
    longReads,
    eventLoop: { yieldToOthers: async () => {} },
    clock: { nowMs: () => 0 },
    metering: { current: () => meter },
  } as never;
  const ask = async (filter: Filter, order?: ListOrder): Promise<string[]> => {
    await Promise.all([countRuns(ports, project, filter), listRuns(ports, project, { filter, order, page, texts })]);
    return reads.splice(0).toSorted();
  };
  return { ask, keys };
}

const EMPTY = { rows: [], cursors: [], hasNextPage: false };
const HERE = ["count here", "page here"];
const THERE = ["count there", "page there"];

test("what looks at all of many runs is read in the thread for long reads, where a read holds the thread", async () => {
  const { ask } = world({ runs: 100_000, readsHoldThread: true });
  expect(await ask(exact)).toEqual(THERE);
  expect(await ask(EVERYTHING)).toEqual(HERE);
  expect(await ask(EVERYTHING, { path: "heartbeatAt", isDescending: true })).toEqual(HERE);
  expect(await ask(EVERYTHING, { path: "summary_metrics.loss", isDescending: true })).toEqual([
    "count here",
    "page there",
  ]);
});

test("few runs, and those of an engine that is asked over a socket, are read where they are asked for", async () => {
  expect(await world({ runs: 100, readsHoldThread: true }).ask(exact)).toEqual(HERE);
  expect(await world({ runs: 100_000, readsHoldThread: false }).ask(exact)).toEqual(HERE);
});

test("a filter that the engine cannot decide is asked elsewhere, once for all fields of a request", async () => {
  const { ask, keys } = world({ runs: 100, readsHoldThread: false, isExact: false });
  const filter = readFilter('{"config.x":1}', runFilterFields, { steps: 100 });
  expect(await ask(filter)).toEqual(THERE);
  expect(new Set(keys).size).toBe(1);
  expect(filter.source?.work.steps).toBeLessThan(100);
});
