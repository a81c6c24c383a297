import { FINAL_RUN_STATES, type Run, type RunState, SOLE_WRITER } from "../../model/index.ts";

/** What a report says of the life of a run. */
export interface LifeReport {
  readonly writer: string;
  readonly isPreempting: boolean;
  /** Set when the run has ended. */
  readonly exitCode: number | undefined;
}

/** The state of a run after a report of one of its processes; nothing where it stays as it is. */
export function stateAfterReport(run: Run, report: LifeReport): { state?: RunState; exitCode?: number } {
  if (report.exitCode !== undefined) return endOf(run, report.writer, report.exitCode);
  if (hasEnded(run.state)) return {};
  if (report.isPreempting || run.state === "preempting" || run.state === "preempted") return { state: "preempting" };
  // A crashed run reports after all, and a pending one has begun.
  return { state: "running" };
}

/** The state of a run at work that has been silent for too long. */
export function stateWhenIdle(run: Run): RunState {
  return run.state === "preempting" ? "preempted" : "crashed";
}

/** Ended by its process or by a person: a report does not bring it back. */
export function hasEnded(state: RunState): boolean {
  return FINAL_RUN_STATES.has(state) && state !== "crashed";
}

function endOf(run: Run, writer: string, exitCode: number): { state?: RunState; exitCode?: number } {
  // Of several processes that end a run, one that failed makes it failed.
  if (writer !== SOLE_WRITER && hasEnded(run.state)) {
    if (exitCode === 0 || run.state === "killed") return {};
    return { state: "failed", exitCode };
  }
  if (run.isStopRequested) return { state: "killed", exitCode };
  if (exitCode === 0) return { state: "finished", exitCode };
  const isPreempted = run.state === "preempting" || run.state === "preempted";
  return { state: isPreempted ? "preempted" : "failed", exitCode };
}
