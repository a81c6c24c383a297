import type { ArtifactId, EntityId, StorageStats, StorageScope } from "../../model/index.ts";

/**
 * Storage per owner, counted from the rows in one snapshot: equal to a recount.
 *
 * `within` counts an entity's content as if the store had no other. Callers who may not see the whole store get this
 * number: the exact one would reveal whether others store the same bytes. Null counts against the whole store. Bytes
 * are as stored, after deduplication and compression.
 */
export interface Accounting {
  figures(scope: StorageScope, within: EntityId | null): Promise<StorageStats>;
  /** Bytes freed by deleting these versions together. The base of a draft frees nothing yet. */
  freedBy(ids: readonly ArtifactId[], within: EntityId | null): Promise<number>;
  /** Bytes freed by deleting each of these versions alone, in their order, in one pass. */
  freedByEach(ids: readonly ArtifactId[], within: EntityId | null): Promise<readonly number[]>;
  /** All bytes of an entity, each chunk once, and its texts: the number its quota is compared with. */
  heldBy(id: EntityId): Promise<number>;
  /**
   * Only its texts: history, console, config, metadata and descriptions, including those of deleted runs and versions.
   */
  textsOf(id: EntityId): Promise<number>;
  ofStore(): Promise<StoreBytes>;
}

/** The whole store (in bytes). */
export interface StoreBytes {
  /** Bytes that are referenced. */
  readonly liveBytes: number;
  /** Bytes that only drafts reference: uploads that are active, failed or stuck. */
  readonly draftBytes: number;
  /** Bytes that are no longer referenced and not yet collected. */
  readonly unreferencedBytes: number;
  /** Bytes of deleted records in packs, until the pack is rewritten. */
  readonly deadBytes: number;
  /** Bytes of all packs. */
  readonly packBytes: number;
}
