import { findMembers, jsonMembers, type JsonText, type Run, SOLE_WRITER, StemmaError } from "../../model/index.ts";
import { type Access } from "../accounts/access.ts";
import type { RunChanges, Rows } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { requireRunOwner } from "./run-rights.ts";

/** A call to upsert a run, which may come from a starting process. */
export interface RunCall {
  readonly isByName: boolean;
  readonly writer: string;
  readonly changes: RunChanges;
}

/** Length of the random suffix that makes the name of replaced content unique. */
const SUFFIX_CHARACTERS = 12;

/** The telemetry number of runs recorded offline. */
const OFFLINE_FEATURE = 4;

/**
 * Returns whether a call is the first one of a process: only that one sends host or program, and its config has no
 * record of the process yet.
 *
 * @see docs/internals/wandb-wire.md
 */
export function isProcessStart({ changes }: RunCall): boolean {
  if (changes.host === undefined && changes.program === undefined) return false;
  return clientConfig(changes.config).get("e") === undefined;
}

/**
 * Opens an existing run for a starting process. If the process did not ask whether the run can be resumed, the run
 * starts over: its content is set aside. Pending runs and runs of a sweep keep their lines and the new ones are
 * appended. Runs without lines, shared runs and synced runs are only opened.
 *
 * @returns whether the run starts over
 * @throws `forbidden` if the run would start over and the caller may not delete it
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
    // The process numbers its lines from 0, as the previous one did.
    await rows.runs.update(run.id, { soleProcesses: run.soleProcesses + 1 });
    return false;
  }
  requireRunOwner(access, run, "replace");
  await setRunAside(ports, rows, run);
  await rows.runs.update(run.id, { config: "{}", summary: "{}", tags: [], exitCode: null, isStopRequested: false });
  return true;
}

/** Returns the writer name under which lines are stored. */
export function lineWriter(run: Run, writer: string): string {
  // Clients name themselves with letters, digits and hyphens.
  return writer === SOLE_WRITER && run.soleProcesses > 0 ? `#${run.soleProcesses}` : writer;
}

/**
 * Rejects a run that forks another run, which its config requests.
 *
 * @throws `not_offered`
 */
export function refuseFork(run: Run, { changes }: RunCall): void {
  const branch = clientConfig(changes.config).get("branch_point");
  // Older runs have it in their config.
  if (branch === undefined || branch === "null" || clientConfig(run.config).has("branch_point")) return;
  throw new StemmaError(
    "not_offered",
    `Cannot start the run "${run.name}" from a step of another run: Stemma does not offer run forks; start it without fork_from and resume_from`,
  );
}

/** Moves the content of a run to a deleted run, so that it can be undeleted. */
export async function setRunAside({ clock, tokens }: Ports, rows: Rows, run: Run): Promise<void> {
  // Names of runs cannot contain a slash.
  const name = `${run.name}/replaced-${tokens.token(SUFFIX_CHARACTERS)}`;
  await rows.deletedRuns.setAside(run.id, { name, atMs: clock.nowMs() });
  await rows.runWriters.forgetAll(run.id);
}

/** Returns the id under which a run records the caller who asked to resume it; 0 is the admin token. */
export function callerId({ actor }: Access): number {
  return actor.user?.id ?? 0;
}

/** Returns whether a run folder is uploaded afterwards; it may be one of several folders of the run. */
function isSync({ program, config }: RunChanges): boolean {
  const name = program?.split(/[\\/]/).at(-1) ?? "";
  if (/^(?:wandb|wb)(?:\.exe)?$/i.test(name) || /^-m wandb\b/.test(program ?? "")) return true;
  const telemetry = jsonMembers(clientConfig(config).get("t") ?? "");
  const features = telemetry.get("3");
  return features !== undefined && new RegExp(`[[,\\s]${OFFLINE_FEATURE}[\\],\\s]`).test(features);
}

/** Returns the client's own section of a config. */
function clientConfig(config: JsonText | undefined): Map<string, JsonText> {
  const own = config === undefined ? undefined : findMembers(config, ["_wandb"]).get("_wandb");
  return jsonMembers(jsonMembers(own ?? "").get("value") ?? "");
}
