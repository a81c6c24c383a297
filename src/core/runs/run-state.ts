import { FINAL_RUN_STATES, type Run, type RunState, SOLE_WRITER } from "../../model/index.ts";

/** The fields of a report that affect the state of a run. */
export interface LifeReport {
  readonly writer: string;
  readonly isPreempting: boolean;
  /** Set when the run has ended. */
  readonly exitCode: number | undefined;
}

/** Returns the state of a run after a report of one of its processes; empty if it is unchanged. */
export function stateAfterReport(run: Run, report: LifeReport): { state?: RunState; exitCode?: number } {
  if (report.exitCode !== undefined) return endOf(run, report.writer, report.exitCode);
  if (hasEnded(run.state)) return {};
  if (report.isPreempting || run.state === "preempting" || run.state === "preempted") return { state: "preempting" };
  // A crashed run is active again, and a pending one has started.
  return { state: "running" };
}

/** Returns the state of an active run that has been idle for too long. */
export function stateWhenIdle(run: Run): RunState {
  return run.state === "preempting" ? "preempted" : "crashed";
}

/** Returns whether a process or a user has ended the run: reports do not change that. */
export function hasEnded(state: RunState): boolean {
  return FINAL_RUN_STATES.has(state) && state !== "crashed";
}

function endOf(run: Run, writer: string, exitCode: number): { state?: RunState; exitCode?: number } {
  // If one of several processes fails, the run is failed.
  if (writer !== SOLE_WRITER && hasEnded(run.state)) {
    if (exitCode === 0 || run.state === "killed") return {};
    return { state: "failed", exitCode };
  }
  if (run.isStopRequested) return { state: "killed", exitCode };
  if (exitCode === 0) return { state: "finished", exitCode };
  const isPreempted = run.state === "preempting" || run.state === "preempted";
  return { state: isPreempted ? "preempted" : "failed", exitCode };
}
