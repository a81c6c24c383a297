import { historyKeys } from "../../../core/history/history-keys.ts";
import { firstRow, readHistory, sampleHistory } from "../../../core/history/read-history.ts";
import { countLines, lastLine, listLines } from "../../../core/history/run-lines.ts";
import { MAX_HISTORY_ROWS, parseLoose, StemmaError } from "../../../model/index.ts";
import { connection, readPage } from "../format/connection.ts";
import { readLogLine } from "../format/log-line.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** The rows that a client gets when it names no number. */
const DEFAULT_SAMPLES = 500;

/** History, events and console log of runs. */
export const runHistory: Resolvers = {
  Run: {
    systemMetrics: async (run, _, { ports }) => (await lastLine(ports, run, "events")) ?? "{}",

    historyKeys: async (run, _, { ports }) => plainJson(await historyKeys(ports, run)),
    historyLineCount: (run, _, { ports }) => countLines(ports, run, "history"),
    historyTail: async (run, _, { ports }) => JSON.stringify(asList(await lastLine(ports, run, "history"))),
    history: (run, { samples, minStep, maxStep }, { ports }) =>
      readHistory(ports, run, "history", {
        samples: bounded(samples),
        minStep: minStep ?? undefined,
        maxStep: maxStep ?? undefined,
      }),
    sampledHistory: (run, { specs }, { ports }) =>
      Promise.all(specs.map(async (spec) => plainJson(await sampleHistory(ports, run, readSpec(spec))))),
    // Clients ask for lines by page from the lowest step of liveData on, so the first row stands for all.
    parquetHistory: async (run, { liveKeys }, { ports }) => {
      const row = await firstRow(ports, run, liveKeys);
      return { parquetUrls: [], liveData: row === undefined ? [] : [plainJson(row)] };
    },

    events: (run, { samples }, { ports }) =>
      readHistory(ports, run, "events", { samples: bounded(samples), minStep: undefined, maxStep: undefined }),
    eventsLineCount: (run, _, { ports }) => countLines(ports, run, "events"),
    eventsTail: async (run, _, { ports }) => JSON.stringify(asList(await lastLine(ports, run, "events"))),

    logLineCount: (run, _, { ports }) => countLines(ports, run, "output"),
    logLines: async (run, args, { ports }) =>
      connection(await listLines(ports, run, "output", readPage(args)), readLogLine),
  },
};

function asList(line: string | undefined): string[] {
  return line === undefined ? [] : [line];
}

function bounded(samples: number | null | undefined): number {
  return Math.min(samples ?? DEFAULT_SAMPLES, MAX_HISTORY_ROWS);
}

/** Reads a spec; its `maxStep` is inclusive, unlike that of `history`. */
function readSpec(text: string) {
  const spec = parseLoose(text, "the history spec") as {
    keys?: unknown;
    samples?: number;
    minStep?: number;
    maxStep?: number;
  } | null;
  const keys = spec?.keys ?? [];
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === "string")) {
    throw new StemmaError("invalid_input", "Cannot sample the history: expected keys to be a list of strings");
  }
  return {
    keys: keys as string[],
    samples: bounded(spec?.samples),
    minStep: spec?.minStep,
    maxStep: spec?.maxStep === undefined ? undefined : spec.maxStep + 1,
  };
}

/**
 * A value as it travels where the wire wants values and not texts: JSON has no NaN, which goes by its name; an integer
 * beyond 2^53 is a bigint, and goes in all its digits.
 */
function plainJson(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainJson(member)]));
}
