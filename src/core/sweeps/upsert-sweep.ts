import {
  gridArguments,
  hasRight,
  type JsonText,
  readSearch,
  searchWarnings,
  StemmaError,
  type Sweep,
  type SweepId,
  type SweepState,
} from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import { getOrCreateProject, type ProjectName } from "../projects/open-project.ts";
import type { Rows, SweepChanges, SweepPoint } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";

/** A sweep to create, or to change by its id; undefined leaves a field unchanged. */
export interface UpsertSweepInput extends ProjectName {
  readonly id: SweepId | undefined;
  /** The text of the config and its parsed content. */
  readonly config: { readonly text: string; readonly content: unknown } | undefined;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly state: string | undefined;
  /** Names of existing runs of the project to add to the sweep. */
  readonly priorRuns: readonly string[];
}

/** Length of a sweep's name. */
const SWEEP_NAME_CHARACTERS = 8;

const SWEEP_STATES: ReadonlySet<string> = new Set<SweepState>(["PENDING", "RUNNING", "PAUSED", "FINISHED", "CANCELED"]);

/** Maximum number of existing runs that one call may add: a user lists them. */
const MOST_PRIOR_RUNS = 1000;

/**
 * Creates or changes a sweep. Setting the state RUNNING resumes it: combinations of deleted runs become free.
 *
 * @returns the sweep, and a warning for each part of the config that is accepted but has no effect
 * @throws `not_found`, `forbidden`, `invalid_input`, `not_offered` for methods other than grid and random
 */
export async function upsertSweep(
  ports: Ports,
  access: Access,
  input: UpsertSweepInput,
): Promise<{ sweep: Sweep; warnings: string[] }> {
  const state = checkState(input.state);
  const changes = {
    ...(input.config && { config: input.config.text, search: readSearch(input.config.content) }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(state === undefined ? {} : { state }),
  };
  if (input.priorRuns.length > MOST_PRIOR_RUNS)
    throw new StemmaError("invalid_input", `Cannot start the sweep: expected at most ${MOST_PRIOR_RUNS} prior runs`);
  const warnings = input.config === undefined ? [] : searchWarnings(input.config.content);
  if (input.priorRuns.length > 0)
    warnings.push("prior runs are listed with the sweep, but their combinations are run again");
  const atMs = ports.clock.nowMs();
  return ports.metadata.transaction(async (rows) => {
    const id =
      input.id === undefined
        ? await makeSweep(ports, rows, access, input, { ...changes, atMs })
        : await changeSweep(ports, rows, access, input.id, { ...changes, updatedAtMs: atMs });
    const sweep = (await rows.sweeps.byId(id))!;
    if (input.priorRuns.length > 0) await rows.sweeps.adoptRuns(sweep, input.priorRuns);
    return { sweep, warnings };
  });
}

/**
 * Deletes a sweep; its agents then exit. Its runs stay.
 *
 * @throws `not_found`, `forbidden`
 */
export async function deleteSweep(ports: Ports, access: Access, id: SweepId): Promise<void> {
  await ports.metadata.transaction(async (rows) => {
    await requireSweep(rows, access, id);
    await rows.sweeps.delete(id, ports.clock.nowMs());
  });
}

async function makeSweep(
  ports: Ports,
  rows: Rows,
  access: Access,
  input: UpsertSweepInput,
  { config, search, displayName = null, description = null, state = "PENDING", atMs }: NewSweep,
): Promise<SweepId> {
  if (config === undefined || search === undefined)
    throw new StemmaError("invalid_input", "Cannot start the sweep: it has no config");
  const { project } = await getOrCreateProject(ports, rows, access, input);
  const name = ports.tokens.token(SWEEP_NAME_CHARACTERS);
  return rows.sweeps.insert({ projectId: project.id, name, displayName, description, state, config, search, atMs });
}

type NewSweep = Partial<Pick<Sweep, "config" | "search" | "displayName" | "description" | "state">> & {
  readonly atMs: number;
};

async function changeSweep(
  ports: Ports,
  rows: Rows,
  access: Access,
  id: SweepId,
  changes: SweepChanges,
): Promise<SweepId> {
  await requireSweep(rows, access, id);
  const sweep = (await rows.sweeps.lock(id))!;
  if (changes.search === undefined) await rows.sweeps.update(id, changes);
  else {
    // The numbers identify other combinations from now on; used ones are identified by their arguments.
    const numbers = await rows.sweepPoints.withoutArgs(id);
    const known = numbers.map((number) => {
      const args = argumentsOfPoint(sweep, { number, args: null });
      return { number, args, argsKey: ports.hashing.sha256Hex(args) };
    });
    await rows.sweepPoints.setArgs(id, known);
    await rows.sweeps.update(id, { ...changes, nextPoint: 0 });
  }
  if (changes.state === "RUNNING") await rows.sweepPoints.freeDeleted(id);
  if (changes.state === "CANCELED") {
    // Members stop only their own runs; those of others end when their agents exit.
    const isAdmin = hasRight(access.actor, "admin", sweep.project.entityId);
    await rows.sweeps.stopRuns(sweep, isAdmin ? undefined : (access.actor.user?.id ?? null));
  }
  return id;
}

/**
 * Returns the arguments of a combination that was handed out.
 *
 * @returns JSON of `{name: {value}}`
 */
export function argumentsOfPoint({ search }: Sweep, { number, args }: Pick<SweepPoint, "number" | "args">): JsonText {
  if (args !== null) return args;
  if (search.method !== "grid") throw new Error(`The combination ${number} of a random search has no arguments`);
  return gridArguments(search.parameters, number);
}

/**
 * Returns the sweep with an id if the caller may change it.
 *
 * @throws `not_found`, `forbidden`
 */
export async function requireSweep(rows: Rows, access: Access, id: SweepId): Promise<Sweep> {
  const sweep = await rows.sweeps.byId(id);
  if (sweep === null || sweep.project.isDeleted) throw new StemmaError("not_found", "Cannot find the sweep");
  requireAccess(access, sweep.project.entityId, "the sweep");
  return sweep;
}

function checkState(state: string | undefined): SweepState | undefined {
  if (state === undefined || SWEEP_STATES.has(state)) return state as SweepState | undefined;
  throw new StemmaError(
    "invalid_input",
    `Cannot set the state "${state.slice(0, 40)}" of the sweep: expected one of ${[...SWEEP_STATES].join(", ")}`,
  );
}
