import type { RunId } from "../../model/index.ts";
import type { Ports } from "../ports/ports.ts";

/** Runs one query names, and lines one transaction removes: a post never waits long behind them. */
const RUNS_PER_BATCH = 100;
const LINES_PER_BATCH = 10_000;

/**
 * Lets go of what runs hold that were deleted or replaced so long ago: lines, files and texts. The collector frees the
 * bytes afterwards. Projects that were deleted by then cannot be brought back either.
 *
 * @returns the number of purged runs
 */
export async function purgeRuns(ports: Ports, graceSeconds: number): Promise<number> {
  const untilMs = ports.clock.nowMs() - graceSeconds * 1000;
  let total = 0;
  for (;;) {
    const ids = await ports.metadata.read.deletedRuns.purgeable(untilMs, RUNS_PER_BATCH);
    if (ids.length === 0) break;
    for (const id of ids) total += (await purgeRun(ports, id, untilMs)) ? 1 : 0;
  }
  await ports.metadata.transaction((rows) => rows.projects.purge(untilMs, ports.clock.nowMs()));
  return total;
}

async function purgeRun({ metadata, clock }: Ports, id: RunId, untilMs: number): Promise<boolean> {
  for (;;) {
    const step = await metadata.transaction(async (rows) => {
      const [run] = await rows.deletedRuns.byIds([id]);
      // Somebody may have brought it back meanwhile.
      if (run === undefined || run.isPurged || run.deletedAtMs > untilMs) return "gone";
      if ((await rows.deletedRuns.dropLines(id, LINES_PER_BATCH)) > 0) return "more";
      await rows.deletedRuns.purge(id, clock.nowMs());
      return "purged";
    });
    if (step !== "more") return step === "purged";
  }
}
