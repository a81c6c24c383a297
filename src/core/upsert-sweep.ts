import { readGrid, StemmaError, type Sweep, type SweepId, type SweepState } from "../model/index.ts";
import { type Access, requireReach } from "./access.ts";
import { openProject, type ProjectName } from "./open-project.ts";
import type { Rows } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";

/** A sweep that is made, or changed by its row; undefined leaves a field as it is. */
export interface UpsertSweepInput extends ProjectName {
  readonly id: SweepId | undefined;
  /** The text of the config and what it holds. */
  readonly config: { readonly text: string; readonly content: unknown } | undefined;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly state: string | undefined;
}

/** Characters of a sweep's name. */
const SWEEP_NAME_CHARACTERS = 8;

const SWEEP_STATES: ReadonlySet<string> = new Set<SweepState>(["PENDING", "RUNNING", "PAUSED", "FINISHED", "CANCELED"]);

/**
 * Makes a sweep over a grid, or changes one.
 *
 * **Errors** `not_found`, `forbidden`, `invalid_input`, `not_offered` for what is no grid
 */
export async function upsertSweep(ports: Ports, access: Access, input: UpsertSweepInput): Promise<Sweep> {
  const { displayName, description } = input;
  const state = checkState(input.state);
  const config = input.config && { config: input.config.text, grid: readGrid(input.config.content) };
  const atMs = ports.clock.nowMs();
  return ports.metadata.transaction(async (rows) => {
    if (input.id !== undefined) {
      await requireSweep(rows, access, input.id);
      await rows.sweeps.update(input.id, {
        updatedAtMs: atMs,
        ...config,
        ...(displayName === undefined ? {} : { displayName }),
        ...(description === undefined ? {} : { description }),
        ...(state === undefined ? {} : { state }),
      });
      return (await rows.sweeps.byId(input.id))!;
    }
    if (config === undefined) throw new StemmaError("invalid_input", "Cannot start the sweep: it has no config");
    const { project } = await openProject(ports, rows, access, input);
    const id = await rows.sweeps.insert({
      projectId: project.id,
      name: ports.chance.token(SWEEP_NAME_CHARACTERS),
      displayName: displayName ?? null,
      description: description ?? null,
      state: state ?? "PENDING",
      ...config,
      atMs,
    });
    return (await rows.sweeps.byId(id))!;
  });
}

/** The sweep of a row, for a caller who may change it. **Errors** `not_found`, `forbidden` */
export async function requireSweep(rows: Rows, access: Access, id: SweepId): Promise<Sweep> {
  const sweep = await rows.sweeps.byId(id);
  if (sweep === null) throw new StemmaError("not_found", "Cannot find the sweep");
  requireReach(access, sweep.project.entityId, "the sweep");
  return sweep;
}

function checkState(state: string | undefined): SweepState | undefined {
  if (state === undefined || SWEEP_STATES.has(state)) return state as SweepState | undefined;
  throw new StemmaError(
    "invalid_input",
    `Cannot set the state "${state.slice(0, 40)}" of the sweep: expected one of ${[...SWEEP_STATES].join(", ")}`,
  );
}
