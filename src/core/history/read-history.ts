import { type LinesId, type LineStream, parseExact, parseLoose, type Run, walk } from "../../model/index.ts";
import { runLongRead } from "../run-long-read.ts";
import type { StepCursor } from "../ports/metadata.ts";
import type { LongReads } from "../ports/long-reads.ts";
import type { Ports } from "../ports/ports.ts";

type ReadingPorts = Pick<Ports, "metadata" | "eventLoop">;

/** Lines read and parsed before yielding to other requests: some milliseconds of work. */
const LINES_PER_BATCH = 2_000;

/** Lines of a run, all or between two steps (`maxStep` exclusive). */
export interface HistoryQuery {
  /** Maximum number of evenly spaced lines; between two steps, of steps: each step comes with all its lines. */
  readonly samples: number;
  readonly minStep: number | undefined;
  readonly maxStep: number | undefined;
}

/** Returns history lines as the texts that the client sent. */
export async function readHistory(ports: Ports, run: Run, stream: LineStream, query: HistoryQuery): Promise<string[]> {
  const { runLines } = ports.metadata.read;
  if (stream !== "history" || (query.minStep === undefined && query.maxStep === undefined)) {
    const total = (await runLines.counts(run.linesId))[stream];
    return linesAt(ports, run.linesId, stream, sampleIndexes(total, query.samples));
  }
  const range = await stepRange(ports, run, query);
  const lines: string[] = [];
  for await (const part of linesByStep(ports, run.linesId, range)) for (const { text } of part) lines.push(text);
  return lines;
}

/**
 * Returns the rows that have all keys of a spec, reduced to these keys; evenly spaced over the steps if there are more
 * than `samples`.
 */
export async function sampleHistory(
  ports: Ports,
  run: Run,
  spec: HistoryQuery & { keys: readonly string[] },
): Promise<Record<string, unknown>[]> {
  const [minStep, maxStep] = [spec.minStep ?? 0, spec.maxStep ?? Number.MAX_SAFE_INTEGER];
  // A page of few steps is complete: with repeated steps it has more rows than steps.
  if (maxStep - minStep <= spec.samples) {
    const rows: Record<string, unknown>[] = [];
    for await (const part of linesByStep(ports, run.linesId, { minStep, maxStep }))
      for (const { text } of part) {
        const row = pick(text, spec.keys);
        if (row !== undefined) rows.push(row);
      }
    return rows;
  }
  const chosen = await runLongRead(ports, () =>
    ports.longReads.linesWith(run.linesId, {
      keys: spec.keys,
      samples: spec.samples,
      minStep,
      maxStep,
    }),
  );
  const lines = await linesAt(ports, run.linesId, "history", chosen);
  return lines.flatMap((text) => {
    const row = pick(text, spec.keys);
    return row === undefined ? [] : [row];
  });
}

/** Returns the lines of a sample, for the thread that performs the search. */
export async function linesWith(
  ports: ReadingPorts,
  id: LinesId,
  { keys, samples, minStep, maxStep }: Parameters<LongReads["linesWith"]>[1],
): Promise<number[]> {
  const places: number[] = [];
  for await (const part of linesByStep(ports, id, { minStep, maxStep }))
    for (const { text, number } of part) if (holdsAll(text, keys)) places.push(number);
  return sampleIndexes(places.length, samples).map((index) => places[index]!);
}

/** Rows that a scan searches for the first match before it starts at the current row. */
const FIRST_ROW_SEARCH = 10_000;

/**
 * Finds the start of a scan: the first row that has the keys, reduced to them.
 *
 * @returns undefined without any row; if none of the first rows has the keys, only their last step
 */
export async function firstRow(
  ports: Ports,
  run: Run,
  keys: readonly string[],
): Promise<Record<string, unknown> | undefined> {
  let searched = 0;
  let lastStep: number | undefined;
  for await (const part of linesByStep(ports, run.linesId, { minStep: 0, maxStep: Number.MAX_SAFE_INTEGER })) {
    for (const { text, step } of part) {
      const row = pick(text, keys);
      if (row !== undefined) return row;
      lastStep = step;
    }
    searched += part.length;
    if (searched >= FIRST_ROW_SEARCH) break;
  }
  return lastStep === undefined ? undefined : { _step: lastStep };
}

async function stepRange(
  { metadata }: Ports,
  run: Run,
  { minStep = 0, maxStep = Number.MAX_SAFE_INTEGER, samples }: HistoryQuery,
): Promise<{ minStep: number; maxStep: number }> {
  if (maxStep - minStep <= samples) return { minStep, maxStep };
  const behind = await metadata.read.runLines.stepBehind(run.linesId, minStep, samples);
  return { minStep, maxStep: behind === undefined ? maxStep : Math.min(maxStep, behind) };
}

/** Yields history lines by step in batches; other requests are served in between. */
async function* linesByStep(
  { metadata, eventLoop }: ReadingPorts,
  id: LinesId,
  range: { minStep: number; maxStep: number },
): AsyncGenerator<readonly (StepCursor & { readonly text: string })[]> {
  for (let after: StepCursor | null = null; ;) {
    const part: readonly (StepCursor & { readonly text: string })[] = await metadata.read.runLines.readSteps(id, {
      ...range,
      after,
      count: LINES_PER_BATCH,
    });
    yield part;
    if (part.length < LINES_PER_BATCH) return;
    after = part.at(-1)!;
    await eventLoop.yieldToOthers();
  }
}

/** Returns lines by their numbers, in the given order. */
async function linesAt(
  { metadata, eventLoop }: Ports,
  id: LinesId,
  stream: LineStream,
  numbers: readonly number[],
): Promise<string[]> {
  const texts = new Map<number, string>();
  for (let at = 0; at < numbers.length; at += LINES_PER_BATCH) {
    if (at > 0) await eventLoop.yieldToOthers();
    const part = await metadata.read.runLines.readNumbers(id, stream, numbers.slice(at, at + LINES_PER_BATCH));
    for (const { number, text } of part) texts.set(number, text);
  }
  return numbers.flatMap((number) => texts.get(number) ?? []);
}

/** Returns the indexes of evenly spaced rows, including the first and the last. */
function sampleIndexes(total: number, samples: number): number[] {
  if (total <= samples) return Array.from({ length: total }, (_, index) => index);
  if (samples <= 1) return samples < 1 ? [] : [total - 1];
  return Array.from({ length: samples }, (_, index) => Math.round((index * (total - 1)) / (samples - 1)));
}

/** Reduces a row to keys, which may be dotted paths to nested values; undefined if the row lacks one of them. */
function pick(line: string, keys: readonly string[]): Record<string, unknown> | undefined {
  const row = parseExact(line, "a history line") as Record<string, unknown>;
  if (keys.length === 0) return row;
  const picked: [string, unknown][] = [];
  for (const key of keys) {
    const value = Object.hasOwn(row, key) ? row[key] : walk(row, key);
    if (value === undefined) return undefined;
    picked.push([key, value]);
  }
  return Object.fromEntries(picked);
}

function holdsAll(line: string, keys: readonly string[]): boolean {
  if (keys.length === 0) return true;
  const row = parseLoose(line, "a history line") as Record<string, unknown>;
  return keys.every((key) => Object.hasOwn(row, key) || walk(row, key) !== undefined);
}
