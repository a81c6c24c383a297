import type { DeclaredEntry } from "../../src/model/index.ts";
import type { ProjectKey } from "./place.ts";

/** A draft or version in the pure model; immutable. */
export interface ModelArtifact {
  readonly id: number;
  readonly project: ProjectKey;
  /** `project/collection` */
  readonly place: string;
  readonly state: "PENDING" | "COMMITTED" | "DELETED";
  readonly versionIndex: number | null;
  readonly digest: string;
  /** The aliases at its creation. */
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly description: string | null;
  readonly metadata: string | null;
  readonly ttlSeconds: number | null;
  readonly madeByRunId: number | null;
  readonly manifestId: number | null;
  readonly createdAtMs: number;
  readonly touchedAtMs: number;
  /** The aliases that a deleted version had, as `place:alias`. */
  readonly deletedAliases: readonly string[];
  /** The time at which a draft expired; null again after its client returns. */
  readonly expiredAtMs: number | null;
  /** Whether its client is told about the expiry; kept until the commit. */
  readonly hasExpired: boolean;
  /** The hashes of declared or received files, by `digest path`. */
  readonly files: ReadonlyMap<string, string>;
  /** The content that the client intends to store, unknown to the store. */
  readonly plan: readonly PlannedEntry[];
  readonly isPlanned: boolean;
}

/** An entry that the client intends to store: a reference, or the file with a hash. */
export interface PlannedEntry extends DeclaredEntry {
  readonly hash?: string;
}

/** A manifest, with its entries once it was received. */
export interface ModelManifest {
  readonly id: number;
  readonly artifactId: number;
  readonly baseId: number | null;
  readonly entries: readonly PlannedEntry[] | undefined;
}

/** Bytes that a project knows by a digest, and the draft or version they came with. */
export interface ModelClaim {
  readonly hash: string;
  readonly artifactId: number;
}

/** A multipart upload, with the parts that the client intends to send. */
interface ModelUpload {
  readonly id: number;
  readonly artifactId: number;
  readonly path: string;
  readonly digest: string;
  readonly isDone: boolean;
  /** Hashes of all parts, in order. */
  readonly planned: readonly string[];
  /** Hashes of the received parts, by number. */
  readonly parts: ReadonlyMap<number, string>;
}

/** The expected state of the store, as plain values. */
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
  /** The claims of projects, by `project digest`. */
  readonly claims: Map<string, readonly ModelClaim[]>;
  /** Dropped drafts; clients may still refer to them. */
  readonly dropped: Set<number>;
  /** Hashes of all bytes observed in the store, including unreferenced ones. */
  readonly stored: Set<string>;
  /**
   * While the garbage collector runs: hashes that were unreferenced at some moment, so that it may have removed them.
   */
  readonly uncertain: Set<string>;
}

/** Returns the initial model. */
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

/** Returns a copy that can be changed independently. */
export function cloneModel(model: Model): Model {
  return Object.fromEntries(
    Object.entries(model).map(([key, value]) => [
      key,
      value instanceof Map ? new Map(value) : value instanceof Set ? new Set(value) : value,
    ]),
  ) as unknown as Model;
}

/** Replaces some fields of an artifact. */
export function changeArtifact(model: Model, id: number, changes: Partial<ModelArtifact>): void {
  model.artifacts.set(id, { ...model.artifacts.get(id)!, ...changes });
}

/** Returns the current manifest of a draft: the one created last. */
export function lastManifest(model: Model, artifactId: number): ModelManifest | undefined {
  const manifests = [...model.manifests.values()].filter((manifest) => manifest.artifactId === artifactId);
  return manifests.sort((left, right) => left.id - right.id).at(-1);
}

/** Returns the entries of a version; none if it was purged. */
export function entriesOf(model: Model, { manifestId }: ModelArtifact): readonly PlannedEntry[] {
  return manifestId === null ? [] : model.manifests.get(manifestId)!.entries!;
}

/** Returns the hashes of all referenced bytes: they must be kept, and after garbage collection no others. */
export function referred(model: Model): Set<string> {
  const hashes = new Set(model.runFiles.values());
  for (const { entries = [] } of model.manifests.values())
    for (const { hash } of entries) if (hash !== undefined) hashes.add(hash);
  for (const { files } of model.artifacts.values()) for (const hash of files.values()) hashes.add(hash);
  for (const { parts } of model.uploads.values()) for (const hash of parts.values()) hashes.add(hash);
  return hashes;
}

/** Adds a claim, which depends on the draft unless it depends on another one that has the bytes. */
export function claim(model: Model, draft: ModelArtifact, digest: string, hash: string): void {
  const key = `${draft.project} ${digest}`;
  const known = model.claims.get(key) ?? [];
  if (known.some((one) => one.hash === hash && isHeld(model, one))) return;
  model.claims.set(key, [...known.filter((one) => one.hash !== hash), { hash, artifactId: draft.id }]);
}

/** Returns whether the draft or version of a claim still has the bytes. */
export function isHeld(model: Model, { hash, artifactId }: ModelClaim): boolean {
  const artifact = model.artifacts.get(artifactId);
  return artifact !== undefined && (artifact.manifestId !== null || [...artifact.files.values()].includes(hash));
}

/** The artifact of an invalid claim. */
export const NO_ARTIFACT = 0;

/** Ends the claims that depend on a draft: on one hash, or on all. */
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

/** Returns the valid claims of a project on a digest. */
export function heldClaims(model: Model, key: string): ModelClaim[] {
  return (model.claims.get(key) ?? []).filter((one) => isHeld(model, one));
}
