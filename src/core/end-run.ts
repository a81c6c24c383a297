import { FINAL_RUN_STATES, type RunId, type RunState, StemmaError } from "../model/index.ts";
import type { Access } from "./access.ts";
import type { Ports } from "./ports/ports.ts";
import { requireRun } from "./require-run.ts";
import { requireRunOwner } from "./run-rights.ts";

/**
 * Sets the state of a run from outside. A run that has ended does not end again.
 *
 * **Errors** `not_found`, `forbidden`, `invalid_input`
 */
export async function endRun(ports: Ports, access: Access, input: { id: RunId; state: string }): Promise<void> {
  await ports.metadata.transaction(async (rows) => {
    const run = await requireRun(rows, access, input.id);
    requireRunOwner(access, run, "stop");
    const state = input.state as RunState;
    const isAllowed = state === "pending" || FINAL_RUN_STATES.has(state);
    if (!isAllowed || FINAL_RUN_STATES.has(run.state)) {
      throw new StemmaError(
        "invalid_input",
        `Cannot change the run from "${run.state}" to "${input.state.slice(0, 40)}": invalid state transition`,
      );
    }
    await rows.runs.update(run.id, { state });
  });
}

/**
 * Asks a run to stop; it hears of it with its next report.
 *
 * **Errors** `not_found`, `forbidden`
 */
export async function requestStop(ports: Ports, access: Access, id: RunId): Promise<void> {
  await ports.metadata.transaction(async (rows) => {
    const run = await requireRun(rows, access, id);
    requireRunOwner(access, run, "stop");
    await rows.runs.update(run.id, { isStopRequested: true });
  });
}
