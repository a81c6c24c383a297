import type { DeclaredEntry } from "../../src/model/index.ts";
import type { ProjectKey } from "./place.ts";

/** A draft or version as the pure model knows it; never changed, only replaced. */
export interface ModelArtifact {
  readonly id: number;
  readonly project: ProjectKey;
  /** `project/collection` */
  readonly place: string;
  readonly state: "PENDING" | "COMMITTED" | "DELETED";
  readonly versionIndex: number | null;
  readonly digest: string;
  /** What it was created with. */
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly description: string | null;
  readonly metadata: string | null;
  readonly ttlSeconds: number | null;
  readonly madeByRunId: number | null;
  readonly manifestId: number | null;
  readonly createdAtMs: number;
  readonly touchedAtMs: number;
  /** By `place:alias`, what a deleted version had. */
  readonly deletedAliases: readonly string[];
  /** When a draft was given up; null again once its client comes back. */
  readonly expiredAtMs: number | null;
  /** Whether its client is told what was given up; stays until the commit. */
  readonly hasExpired: boolean;
  /** The hash of what a draft declared or received, by `digest path`. */
  readonly files: ReadonlyMap<string, string>;
  /** What the client means to store, which the store does not know. */
  readonly plan: readonly PlannedEntry[];
  readonly isPlanned: boolean;
}

/** An entry the client means to store: a reference, or the file with a hash. */
export interface PlannedEntry extends DeclaredEntry {
  readonly hash?: string;
}

/** A manifest; its entries once it was received. */
export interface ModelManifest {
  readonly id: number;
  readonly artifactId: number;
  readonly baseId: number | null;
  readonly entries: readonly PlannedEntry[] | undefined;
}

/** Bytes that a project calls by a digest, and the draft or version it has them from. */
export interface ModelClaim {
  readonly hash: string;
  readonly artifactId: number;
}

/** An upload in parts, with the parts the client means to send. */
interface ModelUpload {
  readonly id: number;
  readonly artifactId: number;
  readonly path: string;
  readonly digest: string;
  readonly isDone: boolean;
  /** Hashes of the bodies that make the whole, in order. */
  readonly planned: readonly string[];
  /** Hashes of what arrived, by number. */
  readonly parts: ReadonlyMap<number, string>;
}

/** All that the store should know, as plain values. */
export interface Model {
  nowMs: number;
  readonly collections: Map<string, { readonly type: string; readonly nextIndex: number }>;
  readonly artifacts: Map<number, ModelArtifact>;
  /** By `place:alias`. */
  readonly aliases: Map<string, number>;
  readonly clientIds: Map<string, number>;
  readonly manifests: Map<number, ModelManifest>;
  readonly uploads: Map<number, ModelUpload>;
  /** By `run id, artifact id`. */
  readonly inputs: Map<string, { readonly alias: string | null; readonly usedAs: string | null }>;
  readonly outputs: Map<string, "made" | "logged-again">;
  /** Hashes by `run id name`. */
  readonly runFiles: Map<string, string>;
  /** What a project calls by a digest, by `project digest`. */
  readonly claims: Map<string, readonly ModelClaim[]>;
  /** Drafts that were dropped: clients may still come with them. */
  readonly dropped: Set<number>;
  /** Hashes of all bytes the store was seen to hold, those nothing refers to among them. */
  readonly stored: Set<string>;
  /** While the collector runs: hashes nothing referred to at some moment, so that it may have taken them. */
  readonly uncertain: Set<string>;
}

/** A model in which nothing has happened. */
export function emptyModel(nowMs: number): Model {
  return {
    nowMs,
    collections: new Map(),
    artifacts: new Map(),
    aliases: new Map(),
    clientIds: new Map(),
    manifests: new Map(),
    uploads: new Map(),
    inputs: new Map(),
    outputs: new Map(),
    runFiles: new Map(),
    claims: new Map(),
    dropped: new Set(),
    stored: new Set(),
    uncertain: new Set(),
  };
}

/** A model that can be changed without the other one. */
export function cloneModel(model: Model): Model {
  return Object.fromEntries(
    Object.entries(model).map(([key, value]) => [
      key,
      value instanceof Map ? new Map(value) : value instanceof Set ? new Set(value) : value,
    ]),
  ) as unknown as Model;
}

/** Replaces some facts of an artifact. */
export function changeArtifact(model: Model, id: number, changes: Partial<ModelArtifact>): void {
  model.artifacts.set(id, { ...model.artifacts.get(id)!, ...changes });
}

/** The manifest of a draft that counts: the one created last. */
export function lastManifest(model: Model, artifactId: number): ModelManifest | undefined {
  const manifests = [...model.manifests.values()].filter((manifest) => manifest.artifactId === artifactId);
  return manifests.sort((left, right) => left.id - right.id).at(-1);
}

/** The entries of a version; none of one that was purged. */
export function entriesOf(model: Model, { manifestId }: ModelArtifact): readonly PlannedEntry[] {
  return manifestId === null ? [] : model.manifests.get(manifestId)!.entries!;
}

/** The hashes of all bytes that something refers to: they must stay, and after a collection nothing else. */
export function referred(model: Model): Set<string> {
  const hashes = new Set(model.runFiles.values());
  for (const { entries = [] } of model.manifests.values())
    for (const { hash } of entries) if (hash !== undefined) hashes.add(hash);
  for (const { files } of model.artifacts.values()) for (const hash of files.values()) hashes.add(hash);
  for (const { parts } of model.uploads.values()) for (const hash of parts.values()) hashes.add(hash);
  return hashes;
}

/** Adds what a project calls by a digest; it rests on a draft, unless it rests on another one that has the bytes. */
export function claim(model: Model, draft: ModelArtifact, digest: string, hash: string): void {
  const key = `${draft.project} ${digest}`;
  const known = model.claims.get(key) ?? [];
  if (known.some((one) => one.hash === hash && isHeld(model, one))) return;
  model.claims.set(key, [...known.filter((one) => one.hash !== hash), { hash, artifactId: draft.id }]);
}

/** Whether the draft or version that a claim rests on still has the bytes. */
export function isHeld(model: Model, { hash, artifactId }: ModelClaim): boolean {
  const artifact = model.artifacts.get(artifactId);
  return artifact !== undefined && (artifact.manifestId !== null || [...artifact.files.values()].includes(hash));
}

/** What a claim rests on that has ended. */
export const NO_ARTIFACT = 0;

/** Ends the claims that rest on a draft: on one hash, or on all. */
export function endClaims(model: Model, artifactId: number, hash?: string): void {
  for (const [key, claims] of model.claims)
    model.claims.set(
      key,
      claims.map((one) =>
        one.artifactId === artifactId && (hash === undefined || one.hash === hash)
          ? { ...one, artifactId: NO_ARTIFACT }
          : one,
      ),
    );
}

/** What a project calls by a digest, as far as it has the bytes. */
export function heldClaims(model: Model, key: string): ModelClaim[] {
  return (model.claims.get(key) ?? []).filter((one) => isHeld(model, one));
}
