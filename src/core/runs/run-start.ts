import { findMembers, jsonMembers, type JsonText, type Run, SOLE_WRITER, StemmaError } from "../../model/index.ts";
import { type Access } from "../accounts/access.ts";
import type { RunChanges, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { requireRunOwner } from "./run-rights.ts";

/** What tells a process that starts a run from other callers that change one. */
export interface RunCall {
  readonly isByName: boolean;
  readonly writer: string;
  readonly changes: RunChanges;
}

/** Characters that make the name of what was set aside its own. */
const SUFFIX_CHARACTERS = 12;

/** The telemetry number by which the client says that a run was recorded offline. */
const OFFLINE_FEATURE = 4;

/**
 * Tells whether a call is the first one of a process: only that one brings host or program, and has no record of the
 * process in its config yet.
 *
 * @see docs/internals/wandb-wire.md
 */
export function isProcessStart({ changes }: RunCall): boolean {
  if (changes.host === undefined && changes.program === undefined) return false;
  return clientConfig(changes.config).get("e") === undefined;
}

/**
 * Opens a run for a process that starts it by its name. A process that did not ask whether the run can be resumed gets it
 * afresh: what the run holds is set aside. A pending run and one of a sweep keep their lines, and those of the process come
 * behind them. A run without lines, a shared one and one that is synced are only opened.
 *
 * @returns whether the run is afresh now
 * @throws StemmaError `forbidden` where the run would be afresh and the caller may not delete it
 */
export async function openForProcess(
  ports: Ports,
  rows: Rows,
  access: Access,
  run: Run,
  call: RunCall,
): Promise<boolean> {
  const { changes } = call;
  if (!call.isByName || call.writer !== SOLE_WRITER || changes.state !== undefined || !isProcessStart(call))
    return false;
  if (run.resumeAskedBy === callerId(access) || isSync(changes)) return false;
  const { history, events, output } = await rows.runLines.counts(run.linesId);
  if (history + events + output === 0) return false;
  if (run.state === "pending" || changes.sweepName !== undefined || run.sweepName !== null) {
    // It counts its lines from 0, as the process before it did.
    await rows.runs.update(run.id, { soleProcesses: run.soleProcesses + 1 });
    return false;
  }
  requireRunOwner(access, run, "replace");
  await setRunAside(ports, rows, run);
  await rows.runs.update(run.id, { config: "{}", summary: "{}", tags: [], exitCode: null, isStopRequested: false });
  return true;
}

/** The name under which the lines of a writer stand. */
export function lineWriter(run: Run, writer: string): string {
  // A client names itself by letters, digits and hyphens.
  return writer === SOLE_WRITER && run.soleProcesses > 0 ? `#${run.soleProcesses}` : writer;
}

/**
 * Refuses a run that shall begin with the history of another one, which the client asks for in its config.
 *
 * @throws StemmaError `not_offered`
 */
export function refuseFork(run: Run, { changes }: RunCall): void {
  const branch = clientConfig(changes.config).get("branch_point");
  // Runs that were taken before keep it in their config.
  if (branch === undefined || branch === "null" || clientConfig(run.config).has("branch_point")) return;
  throw new StemmaError(
    "not_offered",
    `Cannot start the run "${run.name}" from a step of another run: Stemma does not offer run forks; start it without fork_from and resume_from`,
  );
}

/** Keeps what a run holds under a deleted run, so that it can be brought back. */
export async function setRunAside({ clock, tokens }: Ports, rows: Rows, run: Run): Promise<void> {
  // A slash is in no name that a run can be given.
  const name = `${run.name}/replaced-${tokens.token(SUFFIX_CHARACTERS)}`;
  await rows.deletedRuns.setAside(run.id, { name, atMs: clock.nowMs() });
  await rows.runWriters.forgetAll(run.id);
}

/** The id by which a run remembers who asked to resume it; 0 stands for the admin token. */
export function callerId({ actor }: Access): number {
  return actor.user?.id ?? 0;
}

/** A folder of a run that is uploaded afterwards; it may be one of several folders of the run. */
function isSync({ program, config }: RunChanges): boolean {
  const name = program?.split(/[\\/]/).at(-1) ?? "";
  if (/^(?:wandb|wb)(?:\.exe)?$/i.test(name) || /^-m wandb\b/.test(program ?? "")) return true;
  const telemetry = jsonMembers(clientConfig(config).get("t") ?? "");
  const features = telemetry.get("3");
  return features !== undefined && new RegExp(`[[,\\s]${OFFLINE_FEATURE}[\\],\\s]`).test(features);
}

/** What the client says of itself in a config. */
function clientConfig(config: JsonText | undefined): Map<string, JsonText> {
  const own = config === undefined ? undefined : findMembers(config, ["_wandb"]).get("_wandb");
  return jsonMembers(jsonMembers(own ?? "").get("value") ?? "");
}
