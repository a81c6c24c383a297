import { type LineStream, parseLoose, type Run } from "../model/index.ts";
import type { Ports } from "./ports/ports.ts";

/** Lines one look-up reads: some hundred kilobytes. */
const LINES_A_READ = 10_000;

/** Lines of a run, whole or between two steps, thinned out evenly. **Units** `maxStep` exclusive */
export interface HistoryQuery {
  readonly samples: number;
  readonly minStep: number | undefined;
  readonly maxStep: number | undefined;
}

/** History lines as the texts that arrived. */
export async function readHistory(ports: Ports, run: Run, stream: LineStream, query: HistoryQuery): Promise<string[]> {
  const lines = await allLines(ports, run, stream);
  if (query.minStep === undefined && query.maxStep === undefined) return thin(lines, query.samples);
  const [min, max] = [query.minStep ?? 0, query.maxStep ?? Number.POSITIVE_INFINITY];
  return firstSteps(
    lines.map((line, number) => ({ line, step: stepOf(line, number) })).filter(({ step }) => step >= min && step < max),
    query.samples,
  );
}

/** The lines of so many different steps: where several processes write to a run, a step has a line of each. */
function firstSteps(lines: readonly { line: string; step: number }[], steps: number): string[] {
  const taken = new Set<number>();
  return lines.flatMap(({ line, step }) => {
    if (!taken.has(step) && taken.size >= steps) return [];
    taken.add(step);
    return [line];
  });
}

/** Rows that hold all keys of a spec, reduced to them and thinned out evenly. */
export async function sampleHistory(
  ports: Ports,
  run: Run,
  spec: HistoryQuery & { keys: readonly string[] },
): Promise<Record<string, unknown>[]> {
  const [min, max] = [spec.minStep ?? 0, spec.maxStep ?? Number.POSITIVE_INFINITY];
  const rows = (await allLines(ports, run, "history")).flatMap((line, number) => {
    const row = parseLoose(line, "a history line") as Record<string, unknown>;
    const step = typeof row["_step"] === "number" ? row["_step"] : number;
    if (step < min || step >= max || !spec.keys.every((key) => Object.hasOwn(row, key))) return [];
    return [spec.keys.length === 0 ? row : Object.fromEntries(spec.keys.map((key) => [key, row[key]]))];
  });
  return thin(rows, spec.samples);
}

/** What the keys of a run's history hold: how often, of which type, and the last value. */
export async function historyKeys(
  ports: Ports,
  run: Run,
): Promise<{ keys: Record<string, KeyFacts>; lastStep: number } | null> {
  const lines = await allLines(ports, run, "history");
  if (lines.length === 0) return null;
  const facts = new Map<string, { counts: Map<string, number>; previousValue: unknown }>();
  for (const line of lines) addRow(facts, "", parseLoose(line, "a history line") as Record<string, unknown>);
  const keys = Object.fromEntries(
    [...facts].map(([key, { counts, previousValue }]) => [
      key,
      { typeCounts: [...counts].map(([type, count]) => ({ type, count })), previousValue },
    ]),
  );
  return { keys, lastStep: highestStep(lines) };
}

function highestStep(lines: readonly string[]): number {
  return lines.reduce((highest, line, number) => Math.max(highest, stepOf(line, number)), 0);
}

/** What is known of one key. */
export interface KeyFacts {
  readonly typeCounts: readonly { readonly type: string; readonly count: number }[];
  readonly previousValue: unknown;
}

async function allLines({ metadata }: Ports, run: Run, stream: LineStream): Promise<string[]> {
  const lines: string[] = [];
  for (let next = 0; ;) {
    const part = await metadata.read.runLines.read(run.linesId, stream, next, LINES_A_READ);
    for (const { text } of part) lines.push(text);
    if (part.length < LINES_A_READ) return lines;
    next = part.at(-1)!.number + 1;
  }
}

/** Evenly spread rows, the first and the last among them. */
function thin<Row>(rows: readonly Row[], samples: number): Row[] {
  if (rows.length <= samples) return [...rows];
  if (samples <= 1) return rows.slice(-1);
  return Array.from({ length: samples }, (_, index) => rows[Math.round((index * (rows.length - 1)) / (samples - 1))]!);
}

function stepOf(line: string, number: number): number {
  const { _step } = parseLoose(line, "a history line") as { _step?: unknown };
  return typeof _step === "number" ? _step : number;
}

function addRow(
  facts: Map<string, { counts: Map<string, number>; previousValue: unknown }>,
  prefix: string,
  row: Record<string, unknown>,
): void {
  for (const [key, value] of Object.entries(row)) {
    const name = prefix + key;
    // A nested object is asked for by dotted names, unless it is a media value of its own kind.
    if (typeof value === "object" && value !== null && !Array.isArray(value) && !Object.hasOwn(value, "_type")) {
      addRow(facts, `${name}.`, value as Record<string, unknown>);
      continue;
    }
    const fact = facts.get(name) ?? { counts: new Map<string, number>(), previousValue: undefined };
    const type = typeName(value);
    fact.counts.set(type, (fact.counts.get(type) ?? 0) + 1);
    fact.previousValue = value;
    facts.set(name, fact);
  }
}

function typeName(value: unknown): string {
  if (value === null) return "nil";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return String((value as Record<string, unknown>)["_type"] ?? "map");
  return typeof value;
}
