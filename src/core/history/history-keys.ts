import { type LinesId, parseExact, type Run } from "../../model/index.ts";
import { runLongRead } from "../run-long-read.ts";
import type { KeyStats } from "../ports/long-reads.ts";
import type { Ports } from "../ports/ports.ts";

/** Lines read and parsed before yielding to other requests: some milliseconds of work. */
const LINES_PER_BATCH = 2_000;

/** Returns the keys of a run's history with count, type and last value; null without a line. */
export async function historyKeys(
  ports: Ports,
  run: Run,
): Promise<{ keys: Record<string, KeyStats>; lastStep: number } | null> {
  const lastStep = await ports.metadata.read.runLines.lastStep(run.linesId);
  if (lastStep === undefined) return null;
  return { keys: Object.fromEntries(await runLongRead(ports, () => ports.longReads.keysOf(run.linesId))), lastStep };
}

/** Like `historyKeys`, for the thread that counts them. */
export async function keysOfHistory(ports: CountingPorts, id: LinesId): Promise<(readonly [string, KeyStats])[]> {
  return [...(await countedStats(ports, id))].map(([key, { counts, previousValue }]) => [
    key,
    { typeCounts: [...counts].map(([type, count]) => ({ type, count })), previousValue },
  ]);
}

type CountingPorts = Pick<Ports, "metadata" | "eventLoop">;

type Stats = Map<string, { readonly counts: Map<string, number>; previousValue: unknown }>;

/** The counts of the lines before `next`. */
interface Counted {
  readonly stats: Stats;
  next: number;
  /** The count in progress, which concurrent requests await. */
  counting: Promise<void> | undefined;
}

/** Runs whose counts are cached: lines are only appended, so the next request counts the new ones only. */
const REMEMBERED_RUNS = 200;
/** Runs with more keys than this are counted again each time. */
const MAX_REMEMBERED_KEYS = 2_000;

const remembered = new WeakMap<object, Map<LinesId, Counted>>();

async function countedStats(ports: CountingPorts, id: LinesId): Promise<Stats> {
  let runs = remembered.get(ports.metadata);
  if (runs === undefined) remembered.set(ports.metadata, (runs = new Map()));
  const counted = runs.get(id) ?? { stats: new Map(), next: 0, counting: undefined };
  // The most recently used run is the last one; the first one is evicted.
  runs.delete(id);
  runs.set(id, counted);
  if (runs.size > REMEMBERED_RUNS) runs.delete(runs.keys().next().value!);
  counted.counting ??= count(ports, id, counted).finally(() => {
    counted.counting = undefined;
  });
  await counted.counting;
  if (counted.stats.size > MAX_REMEMBERED_KEYS) runs.delete(id);
  return counted.stats;
}

async function count({ metadata, eventLoop }: CountingPorts, id: LinesId, counted: Counted): Promise<void> {
  for (;;) {
    const part = await metadata.read.runLines.read(id, "history", counted.next, LINES_PER_BATCH);
    for (const { number, text } of part) {
      addRow(counted.stats, "", parseExact(text, "a history line") as Record<string, unknown>);
      counted.next = number + 1;
    }
    if (part.length < LINES_PER_BATCH) return;
    await eventLoop.yieldToOthers();
  }
}

function addRow(stats: Stats, prefix: string, row: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(row)) {
    const name = prefix + key;
    // Clients request nested objects by dotted names, except media values.
    if (typeof value === "object" && value !== null && !Array.isArray(value) && !Object.hasOwn(value, "_type")) {
      addRow(stats, `${name}.`, value as Record<string, unknown>);
      continue;
    }
    const known = stats.get(name) ?? { counts: new Map<string, number>(), previousValue: undefined };
    const type = typeName(value);
    known.counts.set(type, (known.counts.get(type) ?? 0) + 1);
    known.previousValue = value;
    stats.set(name, known);
  }
}

function typeName(value: unknown): string {
  if (value === null) return "nil";
  if (Array.isArray(value)) return "list";
  if (typeof value === "bigint") return "number";
  if (typeof value === "object") return String((value as Record<string, unknown>)["_type"] ?? "map");
  return typeof value;
}
