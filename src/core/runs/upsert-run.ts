import {
  checkJsonObject,
  checkPlainName,
  FINAL_RUN_STATES,
  MAX_JSON_BYTES,
  type Run,
  RUN_STATES,
  SOLE_WRITER,
  StemmaError,
} from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { mergeRunConfig, mergeRunSummary } from "./merge-run.ts";
import { getOrCreateProject, type ProjectName } from "../projects/open-project.ts";
import type { RunChanges, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { requireRoomForRun } from "../quotas/require-room.ts";
import { requireRun } from "./require-run.ts";
import { requireRunOwner } from "./run-rights.ts";
import { isProcessStart, openForProcess, refuseFork, type RunCall } from "./run-start.ts";
import { hasEnded } from "./run-state.ts";

/** A run by its id (an update) or by its name in a project (created if it does not exist). */
export interface UpsertRunInput extends ProjectName {
  readonly id: Run["id"] | undefined;
  readonly name: string | null | undefined;
  /** The name of the calling process, if several write to one run; else the sole writer. */
  readonly writer: string;
  readonly changes: RunChanges;
}

/** Length of a run's name if the client sends none. */
const RUN_NAME_CHARACTERS = 8;

/**
 * Creates or updates a run. Fields that are left out are unchanged. A process that starts an existing run over sets its
 * content aside.
 *
 * @throws `not_found`, `forbidden`, `deleted`, `invalid_input`, `too_large`, `not_offered`, `quota_exceeded` (a new
 * run)
 */
export async function upsertRun(
  ports: Ports,
  access: Access,
  input: UpsertRunInput,
): Promise<{ run: Run; isNew: boolean }> {
  await checkChanges(ports, input.changes);
  if (input.id === undefined) await requireRoomForRun(ports, access, input);
  const upserted = await ports.metadata.transaction(async (rows) => {
    const { run: found, isNew } =
      input.id === undefined
        ? await getOrCreateRun(ports, rows, access, input)
        : { run: await requireRun(rows, access, input.id), isNew: false };
    await rows.runs.lock(found.id);
    const call: RunCall = { isByName: input.id === undefined, writer: input.writer, changes: input.changes };
    refuseFork(found, call);
    const isAfresh = !isNew && (await openForProcess(ports, rows, access, found, call));
    const run = (await rows.runs.byId(found.id))!;
    const { state } = input.changes;
    if (!isNew && state !== undefined && state !== run.state && FINAL_RUN_STATES.has(state))
      requireRunOwner(access, run, "stop");
    await rows.runs.update(run.id, {
      ...input.changes,
      ...(await mergedTexts(rows, run, call)),
      changedAtMs: ports.clock.nowMs(),
      ...lifeAfterCall(ports, run, call, isNew || isAfresh),
    });
    return { run: (await rows.runs.byId(run.id))!, isNew };
  });
  const { config, summary, notes, description } = input.changes;
  ports.quotas.textsArrived(upserted.run.project.entityId, [config, summary, notes, description]);
  return upserted;
}

async function mergedTexts(rows: Rows, run: Run, call: RunCall): Promise<RunChanges> {
  const { config, summary } = call.changes;
  const isStart = isProcessStart(call);
  const isProcess = call.isByName || isStart || call.writer !== SOLE_WRITER;
  const sender = isProcess
    ? ({ kind: "process", writer: call.writer, isStart } as const)
    : ({ kind: "editor" } as const);
  return {
    ...(config === undefined ? {} : { config: await mergeRunConfig(rows, run, sender, config) }),
    ...(summary === undefined
      ? {}
      : { summary: sender.kind === "editor" ? summary : await mergeRunSummary(rows, run, call.writer, summary) }),
  };
}

/**
 * Returns the state after a call: a run that a process starts or opens by name is active; one of several processes
 * never reactivates an ended run.
 */
function lifeAfterCall({ clock }: Ports, run: Run, call: RunCall, isNew: boolean): RunChanges {
  const isStart = isProcessStart(call);
  if (call.changes.state !== undefined || !(call.isByName || isStart)) return {};
  const heartbeat = { heartbeatAtMs: clock.nowMs() };
  const begun = { ...heartbeat, state: "running", isStopRequested: false } as const;
  if (isNew) return begun;
  if (call.isByName && call.writer !== SOLE_WRITER && hasEnded(run.state)) return heartbeat;
  if (isStart && call.writer === SOLE_WRITER) return begun;
  return run.state === "running" || run.state === "preempting" ? heartbeat : begun;
}

async function getOrCreateRun(
  ports: Ports,
  rows: Rows,
  access: Access,
  input: UpsertRunInput,
): Promise<{ run: Run; isNew: boolean }> {
  const { project } = await getOrCreateProject(ports, rows, access, input);
  const name = checkPlainName(input.name ?? ports.tokens.token(RUN_NAME_CHARACTERS), "run");
  const found = await rows.runs.find(project.id, name);
  if (found !== null) return { run: found, isNew: false };
  // Several processes of one run start at once: all but the first find the run after they lock the project.
  await rows.projects.lock(project.id);
  const existing = await rows.runs.find(project.id, name);
  if (existing !== null) return { run: existing, isNew: false };
  if (await rows.runs.isNameReserved(project.id, name))
    throw new StemmaError(
      "deleted",
      `Cannot start the run "${name}": a run with this name was deleted; choose another name`,
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

async function checkChanges({ eventLoop }: Ports, { config, summary, state, displayName }: RunChanges): Promise<void> {
  if (config !== undefined) checkJsonObject(config, "the run's config", MAX_JSON_BYTES);
  // Both may have millions of characters.
  if (config !== undefined && summary !== undefined) await eventLoop.yieldToOthers();
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
