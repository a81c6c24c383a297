import { FINAL_RUN_STATES, type Run, type RunId, type RunState, StemmaError } from "../model/index.ts";
import { type Access, requireReach } from "./access.ts";
import type { Rows } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/**
 * Sets the state of a run from outside. A run that has ended does not end again.
 *
 * **Errors** `not_found`, `forbidden`, `invalid_input`
 */
export async function endRun(ports: Ports, access: Access, input: { id: RunId; state: string }): Promise<void> {
  await ports.metadata.transaction(async (rows) => {
    const run = await requireRun(rows, access, input.id);
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
    await rows.runs.update(run.id, { isStopRequested: true });
  });
}

async function requireRun(rows: Rows, access: Access, id: RunId): Promise<Run> {
  const run = await rows.runs.byId(id);
  if (run === null) throw new StemmaError("not_found", "Cannot find the run");
  requireReach(access, run.project.entityId, "the run");
  return run;
}
