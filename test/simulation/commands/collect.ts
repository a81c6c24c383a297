import { DRAFT_IDLE_MS, EXPIRED_DRAFT_KEPT_MS } from "../../../src/model/index.ts";
import type { Command } from "../command.ts";
import { changeArtifact, endClaims, type Model, type ModelArtifact, NO_ARTIFACT } from "../model.ts";

/** Runs the garbage collector once. The test observes which unreferenced bytes it removed. */
export function collectCommand(): Command {
  return {
    label: "collect",
    isCollector: true,
    run: async (world) => ({ drafts: (await world.collect()).drafts }),
    effects: [clearFinishedDrafts, (model) => ({ drafts: expireIdleDrafts(model) })],
  };
}

/** Clears the upload rows of versions, which only need their manifests. */
function clearFinishedDrafts(model: Model): void {
  const isNoDraft = (id: number): boolean => model.artifacts.get(id)!.state !== "PENDING";
  for (const artifact of model.artifacts.values()) {
    if (!isNoDraft(artifact.id) || artifact.files.size === 0) continue;
    moveClaims(model, artifact);
    changeArtifact(model, artifact.id, { files: new Map() });
  }
  for (const [id, { artifactId }] of model.uploads) if (isNoDraft(artifactId)) model.uploads.delete(id);
}

/** Moves the claims on files of a version to it and ends those on files it left out. */
function moveClaims(model: Model, { id, project, files, manifestId }: ModelArtifact): void {
  const entries = manifestId === null ? [] : (model.manifests.get(manifestId)?.entries ?? []);
  const inManifest = new Set(entries.map(({ hash }) => hash));
  const received = new Set(files.values());
  for (const [key, claims] of model.claims) {
    if (!key.startsWith(`${project} `)) continue;
    const settled = claims.map((one) => {
      if (!received.has(one.hash)) return one;
      if (inManifest.has(one.hash)) return { ...one, artifactId: holderOf(model, one.artifactId, id) };
      return one.artifactId === id ? { ...one, artifactId: NO_ARTIFACT } : one;
    });
    model.claims.set(key, settled);
  }
}

/** Returns which of two versions a claim depends on: the newest that is not deleted. */
function holderOf(model: Model, holder: number, settled: number): number {
  const rank = (id: number): number => {
    const artifact = model.artifacts.get(id);
    if (artifact === undefined || artifact.manifestId === null) return -1;
    return (artifact.state === "COMMITTED" ? 1e9 : 0) + id;
  };
  return rank(holder) > rank(settled) ? holder : settled;
}

/** Expires idle drafts and deletes those that expired long ago. */
function expireIdleDrafts(model: Model): number {
  const drafts = [...model.artifacts.values()].filter(({ state }) => state === "PENDING");
  const silent = drafts.filter(
    ({ touchedAtMs, expiredAtMs }) => expiredAtMs === null && touchedAtMs < model.nowMs - DRAFT_IDLE_MS,
  );
  for (const { id } of silent) {
    endClaims(model, id);
    changeArtifact(model, id, { files: new Map(), expiredAtMs: model.nowMs, hasExpired: true });
    deleteWhere(model.uploads, ({ artifactId }) => artifactId === id);
    for (const manifest of model.manifests.values())
      if (manifest.artifactId === id) model.manifests.set(manifest.id, { ...manifest, entries: undefined });
  }
  for (const { id, expiredAtMs } of drafts)
    if (expiredAtMs !== null && expiredAtMs < model.nowMs - EXPIRED_DRAFT_KEPT_MS) forget(model, id);
  return silent.length;
}

function forget(model: Model, id: number): void {
  model.artifacts.delete(id);
  model.dropped.add(id);
  deleteWhere(model.clientIds, (artifactId) => artifactId === id);
  deleteWhere(model.manifests, ({ artifactId }) => artifactId === id);
  deleteWhere(model.uploads, ({ artifactId }) => artifactId === id);
  deleteWhere(model.inputs, (_, key) => key.endsWith(` ${id}`));
}

function deleteWhere<Key, Value>(map: Map<Key, Value>, isGone: (value: Value, key: Key) => boolean): void {
  for (const [key, value] of map) if (isGone(value, key)) map.delete(key);
}
