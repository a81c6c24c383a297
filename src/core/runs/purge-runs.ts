import type { RunId } from "../../model/index.ts";
import type { Ports } from "../ports/ports.ts";

/** Runs per query and lines per transaction: few, so that a report never waits long. */
const RUNS_PER_BATCH = 100;
const LINES_PER_BATCH = 10_000;

/**
 * Purges runs that were deleted or replaced more than `graceSeconds` ago: lines, files and texts. The garbage collector
 * frees the bytes afterwards. Projects that were deleted by then can no longer be undeleted.
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
      // The run may have been undeleted meanwhile.
      if (run === undefined || run.isPurged || run.deletedAtMs > untilMs) return "gone";
      if ((await rows.deletedRuns.dropLines(id, LINES_PER_BATCH)) > 0) return "more";
      await rows.deletedRuns.purge(id, clock.nowMs());
      return "purged";
    });
    if (step !== "more") return step === "purged";
  }
}
