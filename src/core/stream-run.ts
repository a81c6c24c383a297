import { checkJsonObject, type LineStream, MAX_JSON_BYTES, StemmaError } from "../model/index.ts";
import type { Access } from "./access.ts";
import { findRun } from "./find-run.ts";
import { placeHistory } from "./place-history.ts";
import type { Ports } from "./ports/ports.ts";

/** What a client reports of a run while it goes on. */
export interface RunReport {
  readonly entity: string;
  readonly project: string;
  readonly run: string;
  /** The name of the process that reports, where several write to one run; else the sole writer. */
  readonly writer: string;
  /** Lines to be put at their numbers; a repeated report puts the same lines there again. */
  readonly lines: readonly {
    readonly stream: LineStream;
    readonly firstNumber: number;
    readonly lines: readonly string[];
  }[];
  /** Replaces the summary. */
  readonly summary: string | undefined;
  readonly isPreempting: boolean;
  /** Set when the run has ended. */
  readonly exitCode: number | undefined;
}

/**
 * Takes a report of a run: lines, summary, its end; every report is a heartbeat.
 *
 * **Errors** `not_found`, `forbidden`, `invalid_input`, `too_large`
 */
export async function streamRun(
  ports: Ports,
  access: Access,
  report: RunReport,
): Promise<{ isStopRequested: boolean }> {
  const run = await findRun(ports, access, report);
  if (run === null)
    throw new StemmaError("not_found", `Cannot find the run "${report.entity}/${report.project}/${report.run}"`);
  if (report.summary !== undefined) checkJsonObject(report.summary, "the run's summary", MAX_JSON_BYTES);
  await ports.metadata.transaction(async (rows) => {
    await rows.runs.lock(run.id);
    for (const { stream, firstNumber, lines } of report.lines) {
      const placed =
        stream === "history"
          ? await placeHistory(rows, run.linesId, report.writer, firstNumber, lines)
          : lines.map((text, index) => ({ number: firstNumber + index, text, step: undefined }));
      await rows.runLines.put(run.linesId, stream, report.writer, placed);
    }
    await rows.runs.update(run.id, {
      heartbeatAtMs: ports.clock.nowMs(),
      ...(report.summary === undefined ? {} : { summary: report.summary }),
      ...stateAfter(report),
    });
  });
  return { isStopRequested: run.isStopRequested };
}

function stateAfter(report: RunReport): { state?: "finished" | "failed" | "preempting"; exitCode?: number } {
  if (report.exitCode !== undefined)
    return { state: report.exitCode === 0 ? "finished" : "failed", exitCode: report.exitCode };
  if (report.isPreempting) return { state: "preempting" };
  return {};
}
