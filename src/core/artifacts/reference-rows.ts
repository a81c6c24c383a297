import type { ArtifactId, EntityId, EntryReference, ManifestId, VersionState } from "../../model/index.ts";

/** A version whose entries a manifest refers to. */
export interface ReferredSource {
  readonly sourceId: ArtifactId;
  readonly entityId: EntityId;
  readonly state: VersionState;
  /** Of a deleted version: whether committed versions keep every entry of it that this manifest refers to. */
  readonly isAllReadable: boolean;
}

/** A version that refers to entries of another version. */
interface Referrer {
  readonly id: ArtifactId;
  readonly entryCount: number;
}

/**
 * References of versions to entries of others. A version refers through its manifest; it keeps the entries of a source
 * if its committer could read that source.
 */
export interface ReferenceRows {
  /** Deletes the references of a manifest. */
  clear(manifestId: ManifestId): Promise<void>;
  /** Adds references to a manifest; unknown sources are left out. */
  add(manifestId: ManifestId, references: readonly EntryReference[]): Promise<void>;
  /** Copies the references of several manifests to one. */
  copy(from: readonly ManifestId[], to: ManifestId): Promise<void>;
  /** Returns the sources of a manifest. Locks them, so that none is purged before the transaction ends. */
  sourcesOf(manifestId: ManifestId): Promise<ReferredSource[]>;
  /** Makes a manifest keep the entries of these sources. */
  keep(manifestId: ManifestId, sourceIds: readonly ArtifactId[]): Promise<void>;
  /** Paths of a source that committed versions refer to, in byte order: one page, or those among `names`. */
  readablePaths(
    sourceId: ArtifactId,
    query: { after: string; first: number } | { among: readonly string[] },
  ): Promise<string[]>;
  /** All paths of a source that versions which are not purged refer to; these may be undeleted. */
  keptPaths(sourceId: ArtifactId): Promise<string[]>;
  /** Returns those of the sources that have kept paths. */
  keptAmong(sourceIds: readonly ArtifactId[]): Promise<ArtifactId[]>;
  /** The versions that keep entries of a source. */
  referrersOf(sourceId: ArtifactId): Promise<Referrer[]>;
  /** The manifest to read the entries of a version from: its own, or the kept rest of it; null after a full purge. */
  manifestOf(id: ArtifactId): Promise<ManifestId | null>;
  /** Purged versions that may keep more entries than others refer to. */
  stale(count: number): Promise<ArtifactId[]>;
  /** Replaces the content of a version with a manifest of the kept entries; null keeps none. */
  replace(id: ArtifactId, kept: ManifestId | null): Promise<void>;
}
