import { checkJsonObject, type LineStream, MAX_JSON_BYTES, StemmaError } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { findRun } from "../runs/find-run.ts";
import { mergeRunSummary } from "../runs/merge-run.ts";
import { numberHistory } from "./number-history.ts";
import type { Ports } from "../ports/ports.ts";
import { lineWriter } from "../runs/run-start.ts";
import { stateAfterReport } from "../runs/run-state.ts";

/** A report of a client on an active run. */
export interface RunReport {
  readonly entity: string;
  readonly project: string;
  readonly run: string;
  /** The name of the reporting process, if several write to one run; else the sole writer. */
  readonly writer: string;
  /** Lines with their numbers; a repeated report stores the same lines. */
  readonly lines: readonly {
    readonly stream: LineStream;
    readonly firstNumber: number;
    readonly lines: readonly string[];
  }[];
  /** Replaces the summary, or is merged into it if several processes write to the run. */
  readonly summary: string | undefined;
  readonly isPreempting: boolean;
  /** Set when the run has ended. */
  readonly exitCode: number | undefined;
}

/**
 * Stores a report of a run: lines, summary and exit code. Every report is a heartbeat.
 *
 * @throws `not_found`, `forbidden`, `deleted`, `invalid_input`, `too_large`
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
    // Read again under lock, when no other process of the run reports.
    const held = (await rows.runs.byId(run.id))!;
    if (held.isDeleted) throw new StemmaError("deleted", `Cannot report to the run "${run.name}": it was deleted`);
    const writer = lineWriter(held, report.writer);
    for (const { stream, firstNumber, lines } of report.lines) {
      const placed =
        stream === "history"
          ? await numberHistory(rows, held.linesId, writer, firstNumber, lines)
          : lines.map((text, index) => ({ number: firstNumber + index, text, step: undefined }));
      await rows.runLines.put(held.linesId, stream, writer, placed);
    }
    const nowMs = ports.clock.nowMs();
    await rows.runs.update(run.id, {
      heartbeatAtMs: nowMs,
      changedAtMs: nowMs,
      ...(report.summary === undefined
        ? {}
        : { summary: await mergeRunSummary(rows, held, report.writer, report.summary) }),
      ...stateAfterReport(held, report),
      ...(held.resumeAskedBy === null ? {} : { resumeAskedBy: null }),
    });
  });
  // Never rejected, because an active run must not be cut off; later requests are checked against the quota.
  ports.quotas.textsArrived(run.project.entityId, [report.summary, ...report.lines.flatMap(({ lines }) => lines)]);
  return { isStopRequested: run.isStopRequested };
}
