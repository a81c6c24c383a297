import { isSameJson, type JsonText, mergeConfig, mergeSummary, type Run, SOLE_WRITER } from "../../model/index.ts";
import type { Rows } from "../ports/metadata.ts";

/** The sender of a config: a process by name (or the sole one), or a user who edits the run. */
export type ConfigSender =
  | { readonly kind: "process"; readonly writer: string; readonly isStart: boolean }
  | { readonly kind: "editor" };

/**
 * Merges a config into that of the run. A process sends its complete config each time: keys that it has not changed
 * since its last report do not undo the changes of others. The config of an editor replaces that of the run.
 */
export async function mergeRunConfig(rows: Rows, run: Run, sender: ConfigSender, sent: JsonText): Promise<JsonText> {
  const { runWriters } = rows;
  if (sender.kind === "editor") {
    // The process will send its own copy again; so far it last sent the stored config.
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

/** Merges the summary of a process into a run with several processes; that of a sole process replaces the summary. */
export async function mergeRunSummary(rows: Rows, run: Run, writer: string, sent: JsonText): Promise<JsonText> {
  const isShared = writer !== SOLE_WRITER || (await rows.runWriters.isShared(run.id));
  return isShared ? mergeSummary(run.summary, sent) : sent;
}
