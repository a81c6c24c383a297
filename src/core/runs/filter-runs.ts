import { type Filter, QUERY_PATIENCE_MS, type RunId, StemmaError } from "../../model/index.ts";
import type { NarrowedRuns, RunCandidate } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** Maximum number of candidates in memory. */
const CANDIDATES_AT_ONCE = 100_000;

/**
 * Candidates loaded and evaluated in one batch: some milliseconds of work, limited by count and by the bytes of their
 * texts.
 */
const RUNS_PER_BATCH = 500;
const BYTES_PER_BATCH = 2 * 1024 * 1024;

/**
 * Returns the runs of a project that match a filter. Evaluates the filter, in batches, on runs for which the database
 * cannot decide.
 *
 * @throws `over_budget` if it takes longer than a query may
 */
export async function filterRuns(
  { eventLoop, clock }: Pick<Ports, "eventLoop" | "clock">,
  narrowed: NarrowedRuns,
  filter: Filter,
): Promise<RunId[]> {
  const endsAtMs = clock.nowMs() + QUERY_PATIENCE_MS;
  const left: RunId[] = [];
  for (let after: RunId | null = null; ;) {
    const candidates = await narrowed.candidates(after, CANDIDATES_AT_ONCE);
    const taken = new Set<RunId>();
    for await (const part of lookupsOf(narrowed, partsOf(candidates.filter(({ isSure }) => !isSure)))) {
      for (const { id, lookup } of part) if (filter(lookup)) taken.add(id);
      await eventLoop.yieldToOthers();
      // The request has timed out.
      if (clock.nowMs() > endsAtMs) throw tookTooLong();
    }
    for (const { id, isSure } of candidates) if (isSure || taken.has(id)) left.push(id);
    if (candidates.length < CANDIDATES_AT_ONCE) return left;
    after = candidates.at(-1)!.id;
  }
}

/** Loads the fields of each batch of runs one batch ahead: a database in another process works meanwhile. */
async function* lookupsOf(
  narrowed: NarrowedRuns,
  parts: Iterable<readonly RunId[]>,
): AsyncGenerator<Awaited<ReturnType<NarrowedRuns["lookups"]>>> {
  let ahead: ReturnType<NarrowedRuns["lookups"]> | undefined;
  for (const part of parts) {
    const reading = narrowed.lookups(part);
    // A rejection is handled at the `await` below.
    reading.catch(() => undefined);
    if (ahead !== undefined) yield await ahead;
    ahead = reading;
  }
  if (ahead !== undefined) yield await ahead;
}

function* partsOf(candidates: readonly RunCandidate[]): Iterable<readonly RunId[]> {
  let part: RunId[] = [];
  let sum = 0;
  for (const { id, bytes } of candidates) {
    if (part.length === RUNS_PER_BATCH || (part.length > 0 && sum + bytes > BYTES_PER_BATCH)) {
      yield part;
      part = [];
      sum = 0;
    }
    part.push(id);
    sum += bytes;
  }
  yield part;
}

function tookTooLong(): StemmaError {
  return new StemmaError(
    "over_budget",
    `Cannot filter: it took more than ${QUERY_PATIENCE_MS / 1000} s; filter by a value that is indexed as well`,
  );
}
