import { DRAFT_SILENCE_MS } from "../../../src/model/index.ts";
import type { Command } from "../command.ts";
import type { Model } from "../model.ts";

/** Runs the collector once. What it takes of bytes that nothing refers to is looked at from outside. */
export function collectCommand(): Command {
  return {
    label: "collect",
    isCollector: true,
    run: async (world) => ({ drafts: (await world.collect()).drafts }),
    effects: [clearFinishedDrafts, (model) => ({ drafts: dropSilentDrafts(model) })],
  };
}

/** A version needs its manifest only. */
function clearFinishedDrafts(model: Model): void {
  const isNoDraft = (id: number): boolean => model.artifacts.get(id)!.state !== "PENDING";
  for (const [id, artifact] of model.artifacts)
    if (isNoDraft(id)) model.artifacts.set(id, { ...artifact, files: new Map() });
  for (const [id, { artifactId }] of model.uploads) if (isNoDraft(artifactId)) model.uploads.delete(id);
}

function dropSilentDrafts(model: Model): number {
  const silent = [...model.artifacts.values()].filter(
    ({ state, touchedAtMs }) => state === "PENDING" && touchedAtMs < model.nowMs - DRAFT_SILENCE_MS,
  );
  for (const { id } of silent) {
    model.artifacts.delete(id);
    model.dropped.add(id);
    deleteWhere(model.clientIds, (artifactId) => artifactId === id);
    deleteWhere(model.manifests, ({ artifactId }) => artifactId === id);
    deleteWhere(model.uploads, ({ artifactId }) => artifactId === id);
    deleteWhere(model.inputs, (_, key) => key.endsWith(` ${id}`));
  }
  return silent.length;
}

function deleteWhere<Key, Value>(map: Map<Key, Value>, isGone: (value: Value, key: Key) => boolean): void {
  for (const [key, value] of map) if (isGone(value, key)) map.delete(key);
}
