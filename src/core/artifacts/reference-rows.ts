import type { ArtifactId, EntityId, EntryReference, ManifestId, VersionState } from "../../model/index.ts";

/** A version whose entries a manifest refers to. */
export interface ReferredSource {
  readonly sourceId: ArtifactId;
  readonly entityId: EntityId;
  readonly state: VersionState;
  /** Of a deleted one: whether committed versions keep every entry of it that this manifest refers to. */
  readonly isAllReadable: boolean;
}

/** A version that refers to entries of another one. */
interface Referrer {
  readonly id: ArtifactId;
  readonly entryCount: number;
}

/**
 * References of versions to entries of others. A version refers through its manifest; it keeps the entries of a source when
 * whoever committed it could read that source.
 */
export interface ReferenceRows {
  /** Forgets what a manifest refers to. */
  clear(manifestId: ManifestId): Promise<void>;
  /** Adds to what a manifest refers to; sources that are not there are left out. */
  add(manifestId: ManifestId, references: readonly EntryReference[]): Promise<void>;
  /** Lets a manifest refer to what others refer to together. */
  copy(from: readonly ManifestId[], to: ManifestId): Promise<void>;
  /** The sources of a manifest, held, so that none is purged before the end of the transaction. */
  sourcesOf(manifestId: ManifestId): Promise<ReferredSource[]>;
  /** From now on a manifest keeps the entries of these sources. */
  keep(manifestId: ManifestId, sourceIds: readonly ArtifactId[]): Promise<void>;
  /** Paths of a source that committed versions refer to, by their bytes: a page, or those among the named ones. */
  readablePaths(
    sourceId: ArtifactId,
    query: { after: string; first: number } | { among: readonly string[] },
  ): Promise<string[]>;
  /** All paths of a source that versions refer to that are not purged, which may be undeleted. */
  keptPaths(sourceId: ArtifactId): Promise<string[]>;
  /** Of these sources, those with kept paths. */
  keptAmong(sourceIds: readonly ArtifactId[]): Promise<ArtifactId[]>;
  /** The versions that keep entries of a source. */
  referrersOf(sourceId: ArtifactId): Promise<Referrer[]>;
  /** The manifest that the entries of a version are read from: its own, or what is left of it; null after a full purge. */
  manifestOf(id: ArtifactId): Promise<ManifestId | null>;
  /** Purged versions of which perhaps fewer entries are referred to than are kept. */
  stale(count: number): Promise<ArtifactId[]>;
  /** Puts a manifest of the entries that stay in the place of all that a version holds; null: nothing stays. */
  replace(id: ArtifactId, kept: ManifestId | null): Promise<void>;
}
