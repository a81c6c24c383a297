import { type Run, type RunId, type RunState, StemmaError } from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";
import { requireRun } from "./require-run.ts";
import { requireRunOwner } from "./run-rights.ts";

/**
 * The states that a user may set, with the states they may be set from. All other changes come from the run's process
 * or the idle check.
 */
const allowedFrom: Readonly<Partial<Record<string, ReadonlySet<RunState>>>> = {
  pending: new Set<RunState>(["running", "failed", "crashed", "preempted"]),
  failed: new Set<RunState>(["pending", "running"]),
};

/**
 * Sets the state of a run on behalf of a user: `pending` for a run to be started again, `failed` for a run that will
 * not report again.
 *
 * @throws `not_found`, `forbidden`, `invalid_input`
 */
export async function changeRunState(ports: Ports, access: Access, input: { id: RunId; state: string }): Promise<void> {
  await ports.metadata.transaction(async (rows) => {
    const run = await requireRun(rows, access, input.id);
    requireRunOwner(access, run, "stop");
    checkTransition(run, input.state);
    await rows.runs.update(run.id, { state: input.state as RunState });
  });
}

/**
 * Requests a run to stop; the response to its next report passes this on.
 *
 * @throws `not_found`, `forbidden`
 */
export async function requestStop(ports: Ports, access: Access, id: RunId): Promise<void> {
  await ports.metadata.transaction(async (rows) => {
    const run = await requireRun(rows, access, id);
    requireRunOwner(access, run, "stop");
    await rows.runs.update(run.id, { isStopRequested: true });
  });
}

function checkTransition(run: Run, state: string): void {
  const change = `Cannot change the run "${run.name}" from "${run.state}" to "${state.slice(0, 40)}": invalid state transition`;
  if (run.sweepName !== null)
    throw new StemmaError(
      "invalid_input",
      `${change} (it belongs to the sweep "${run.sweepName}"); stop the sweep instead`,
    );
  const from = Object.hasOwn(allowedFrom, state) ? allowedFrom[state] : undefined;
  if (from === undefined)
    throw new StemmaError(
      "invalid_input",
      `${change}; expected the new state ${Object.keys(allowedFrom).join(" or ")}`,
    );
  if (!from.has(run.state))
    throw new StemmaError("invalid_input", `${change}; expected a run in the state ${[...from].join(" or ")}`);
}
