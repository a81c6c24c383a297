import { type LinesId, parseExact, type Run } from "../../model/index.ts";
import { inTurn } from "../long-read-turn.ts";
import type { KeyStats } from "../ports/long-reads.ts";
import type { Ports } from "../ports/ports.ts";

/** Lines that are read and parsed before others are served: some milliseconds of work. */
const LINES_A_READ = 2_000;

/** What the keys of a run's history hold: how often, of which type, and the last value; null without a line. */
export async function historyKeys(
  ports: Ports,
  run: Run,
): Promise<{ keys: Record<string, KeyStats>; lastStep: number } | null> {
  const lastStep = await ports.metadata.read.runLines.lastStep(run.linesId);
  if (lastStep === undefined) return null;
  return { keys: Object.fromEntries(await inTurn(ports, () => ports.longReads.keysOf(run.linesId))), lastStep };
}

/** The same for the thread that counts them. */
export async function keysOfHistory(ports: CountingPorts, id: LinesId): Promise<(readonly [string, KeyStats])[]> {
  return [...(await countedFacts(ports, id))].map(([key, { counts, previousValue }]) => [
    key,
    { typeCounts: [...counts].map(([type, count]) => ({ type, count })), previousValue },
  ]);
}

type CountingPorts = Pick<Ports, "metadata" | "eventLoop">;

type Facts = Map<string, { readonly counts: Map<string, number>; previousValue: unknown }>;

/** What was counted of the lines before `next`. */
interface Counted {
  readonly facts: Facts;
  next: number;
  /** The look that is under way: who asks meanwhile waits for it. */
  counting: Promise<void> | undefined;
}

/** Runs whose counts are remembered: lines are only added, so that the next look counts the new ones. */
const REMEMBERED_RUNS = 200;
/** Runs with more keys than this are counted anew each time. */
const MAX_REMEMBERED_KEYS = 2_000;

const remembered = new WeakMap<object, Map<LinesId, Counted>>();

async function countedFacts(ports: CountingPorts, id: LinesId): Promise<Facts> {
  let runs = remembered.get(ports.metadata);
  if (runs === undefined) remembered.set(ports.metadata, (runs = new Map()));
  const counted = runs.get(id) ?? { facts: new Map(), next: 0, counting: undefined };
  // The one that was asked for last stands at the end, and the first one is forgotten.
  runs.delete(id);
  runs.set(id, counted);
  if (runs.size > REMEMBERED_RUNS) runs.delete(runs.keys().next().value!);
  counted.counting ??= count(ports, id, counted).finally(() => {
    counted.counting = undefined;
  });
  await counted.counting;
  if (counted.facts.size > MAX_REMEMBERED_KEYS) runs.delete(id);
  return counted.facts;
}

async function count({ metadata, eventLoop }: CountingPorts, id: LinesId, counted: Counted): Promise<void> {
  for (;;) {
    const part = await metadata.read.runLines.read(id, "history", counted.next, LINES_A_READ);
    for (const { number, text } of part) {
      addRow(counted.facts, "", parseExact(text, "a history line") as Record<string, unknown>);
      counted.next = number + 1;
    }
    if (part.length < LINES_A_READ) return;
    await eventLoop.yieldToOthers();
  }
}

function addRow(facts: Facts, prefix: string, row: Record<string, unknown>): void {
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
  if (typeof value === "bigint") return "number";
  if (typeof value === "object") return String((value as Record<string, unknown>)["_type"] ?? "map");
  return typeof value;
}
