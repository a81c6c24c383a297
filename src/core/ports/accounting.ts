import type { ArtifactId, EntityId, StorageStats, StorageScope } from "../../model/index.ts";

/**
 * What is stored for whom, counted from the rows themselves in one snapshot: what is told is what a recount gives.
 *
 * `within` an entity its things are counted as if nothing else were in the store. Who may not see all of the store is told
 * that: the exact figures would say whether others store the same bytes. Null counts against the whole store (in bytes as they are stored, after deduplication and compression).
 */
export interface Accounting {
  figures(scope: StorageScope, within: EntityId | null): Promise<StorageStats>;
  /** What ending these versions together gives back. A version that a draft builds on gives nothing yet. */
  freedBy(ids: readonly ArtifactId[], within: EntityId | null): Promise<number>;
  /** What ending each of these versions alone gives back, in their order: one look for all of them. */
  freedByEach(ids: readonly ArtifactId[], within: EntityId | null): Promise<readonly number[]>;
  /** All that an entity holds, each chunk once, and its texts: what its quota is held against. */
  heldBy(id: EntityId): Promise<number>;
  /** The texts of it alone: history, console, config, metadata, descriptions, of deleted runs and versions too. */
  textsOf(id: EntityId): Promise<number>;
  ofStore(): Promise<StoreBytes>;
}

/** The whole store (in bytes). */
export interface StoreBytes {
  /** Held by something. */
  readonly liveBytes: number;
  /** Held by drafts alone: uploads that are under way, failed or stuck. */
  readonly draftBytes: number;
  /** Held by nothing any more, and not yet taken by the collector. */
  readonly unreferencedBytes: number;
  /** Inside of packs, behind records that are gone, until the pack is rewritten. */
  readonly deadBytes: number;
  /** All packs together. */
  readonly packBytes: number;
}
