import { isSameJson, type JsonText, mergeConfig, mergeSummary, type Run, SOLE_WRITER } from "../../model/index.ts";
import type { Rows } from "../ports/metadata.ts";

/** Who sends a config: a process by its name (or the sole one), or somebody who edits the run from outside. */
export type ConfigSender =
  | { readonly kind: "process"; readonly writer: string; readonly isStart: boolean }
  | { readonly kind: "editor" };

/**
 * Merges the config of one sender into that of the run. A process sends its whole config each time: a key it has not
 * changed since its last post does not undo what somebody else changed. An editor's config is what the run has then.
 */
export async function mergeRunConfig(rows: Rows, run: Run, sender: ConfigSender, sent: JsonText): Promise<JsonText> {
  const { runWriters } = rows;
  if (sender.kind === "editor") {
    // The process will send its own copy again; what it sent last is what was stored so far.
    if ((await runWriters.config(run.id, SOLE_WRITER)) === undefined && !(await runWriters.isShared(run.id)))
      await runWriters.setConfig(run.id, SOLE_WRITER, run.config);
    return sent;
  }
  if (sender.writer !== SOLE_WRITER) {
    const base = await runWriters.config(run.id, sender.writer);
    await runWriters.setConfig(run.id, sender.writer, sent);
    return mergeConfig(run.config, base, sent, false);
  }
  const isShared = await runWriters.isShared(run.id);
  if (sender.isStart) await runWriters.forget(run.id, SOLE_WRITER);
  const base = sender.isStart ? undefined : await runWriters.config(run.id, SOLE_WRITER);
  if (!isShared && (base === undefined || isSameJson(base, run.config))) {
    if (base !== undefined) await runWriters.forget(run.id, SOLE_WRITER);
    return sent;
  }
  await runWriters.setConfig(run.id, SOLE_WRITER, sent);
  return mergeConfig(run.config, base, sent, !isShared);
}

/** Merges a summary where several processes write to the run; that of a sole process is the whole one. */
export async function mergeRunSummary(rows: Rows, run: Run, writer: string, sent: JsonText): Promise<JsonText> {
  const isShared = writer !== SOLE_WRITER || (await rows.runWriters.isShared(run.id));
  return isShared ? mergeSummary(run.summary, sent) : sent;
}
