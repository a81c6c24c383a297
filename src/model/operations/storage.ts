import type { ArtifactId, CollectionId, EntityId, ProjectId } from "../ids.ts";

/** The scope of storage statistics. */
export type StorageScope =
  | { readonly kind: "version"; readonly id: ArtifactId }
  | { readonly kind: "collection"; readonly id: CollectionId }
  | { readonly kind: "project"; readonly id: ProjectId }
  | { readonly kind: "entity"; readonly id: EntityId };

/** Storage of a scope (in bytes as stored, each chunk once, after compression). */
export interface StorageStats {
  /** Bytes that nothing outside of the scope references. */
  readonly uniqueBytes: number;
  /** Bytes that other scopes reference too. */
  readonly sharedBytes: number;
  /** Bytes freed by deleting and purging all of its versions. */
  readonly wouldFreeBytes: number;
  /** Bytes that only its drafts reference: uploads that are active, failed or stuck. */
  readonly draftBytes: number;
  /** Bytes by the day they were stored, oldest first, if they are still referenced. */
  readonly days: readonly StoredOnDay[];
}

/** Bytes stored on one day (`day` in days since 1970 UTC). */
interface StoredOnDay {
  readonly day: number;
  readonly bytes: number;
}

/** In milliseconds. */
export const HOUR_MS = 3_600_000;
/** In milliseconds. */
export const DAY_MS = 24 * HOUR_MS;
