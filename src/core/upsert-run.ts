import {
  checkJsonObject,
  checkPlainName,
  FINAL_RUN_STATES,
  MAX_JSON_BYTES,
  type Run,
  type RunState,
  StemmaError,
} from "../model/index.ts";
import type { Access } from "./access.ts";
import { openProject, type ProjectName } from "./open-project.ts";
import type { RunChanges, Rows } from "./ports/metadata.ts";
import type { Ports } from "./ports/ports.ts";
import { requireRun } from "./require-run.ts";
import { requireRunOwner } from "./run-rights.ts";

/** A run by its row (an update) or by its name in a project (made when it is not there). */
export interface UpsertRunInput extends ProjectName {
  readonly id: Run["id"] | undefined;
  readonly name: string | null | undefined;
  readonly changes: RunChanges;
}

/** Characters of a run's name when the client gives none. */
const RUN_NAME_CHARACTERS = 8;

const RUN_STATES: ReadonlySet<string> = new Set<RunState>([
  "pending",
  "running",
  "finished",
  "failed",
  "crashed",
  "killed",
  "preempting",
  "preempted",
]);

/**
 * Makes a run or changes one. A field that is left out stays as it is.
 *
 * **Errors** `not_found`, `forbidden`, `deleted`, `invalid_input`, `too_large`
 */
export async function upsertRun(
  ports: Ports,
  access: Access,
  input: UpsertRunInput,
): Promise<{ run: Run; isNew: boolean }> {
  checkChanges(input.changes);
  return ports.metadata.transaction(async (rows) => {
    const { run, isNew } =
      input.id === undefined
        ? await openRun(ports, rows, access, input)
        : { run: await requireRun(rows, access, input.id), isNew: false };
    const { state } = input.changes;
    if (!isNew && state !== undefined && state !== run.state && FINAL_RUN_STATES.has(state))
      requireRunOwner(access, run, "stop");
    // A run that is opened again by its name is being resumed.
    const isResumed = input.id === undefined && input.changes.state === undefined && FINAL_RUN_STATES.has(run.state);
    await rows.runs.update(
      run.id,
      isResumed ? { ...input.changes, state: "running", isStopRequested: false } : input.changes,
    );
    return { run: (await rows.runs.byId(run.id))!, isNew };
  });
}

async function openRun(
  ports: Ports,
  rows: Rows,
  access: Access,
  input: UpsertRunInput,
): Promise<{ run: Run; isNew: boolean }> {
  const { project } = await openProject(ports, rows, access, input);
  const name = checkPlainName(input.name ?? ports.chance.token(RUN_NAME_CHARACTERS), "run");
  const found = await rows.runs.find(project.id, name);
  if (found !== null) return { run: found, isNew: false };
  if (await rows.runs.isNameSpent(project.id, name))
    throw new StemmaError(
      "deleted",
      `Cannot start the run "${name}": a run of that name was deleted; choose another one`,
    );
  const displayName = input.changes.displayName ?? `run-${await rows.projects.nextRunNumber(project.id)}`;
  const id = await rows.runs.insert({
    projectId: project.id,
    name,
    displayName,
    createdBy: access.actor.user?.id ?? null,
    atMs: ports.clock.nowMs(),
  });
  return { run: (await rows.runs.byId(id))!, isNew: true };
}

function checkChanges({ config, summary, state, displayName }: RunChanges): void {
  if (config !== undefined) checkJsonObject(config, "the run's config", MAX_JSON_BYTES);
  if (summary !== undefined) checkJsonObject(summary, "the run's summary", MAX_JSON_BYTES);
  if (displayName !== undefined && displayName.length > 1024)
    throw new StemmaError("invalid_input", "Cannot name the run: expected at most 1024 characters");
  if (state !== undefined && !RUN_STATES.has(state)) {
    throw new StemmaError(
      "invalid_input",
      `Cannot set the state "${state.slice(0, 40)}": expected one of ${[...RUN_STATES].join(", ")}`,
    );
  }
}
