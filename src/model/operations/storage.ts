import type { ArtifactId, CollectionId, EntityId, ProjectId } from "../ids.ts";

/** What storage is counted for. */
export type StorageScope =
  | { readonly kind: "version"; readonly id: ArtifactId }
  | { readonly kind: "collection"; readonly id: CollectionId }
  | { readonly kind: "project"; readonly id: ProjectId }
  | { readonly kind: "entity"; readonly id: EntityId };

/** What a scope holds (in bytes as they are stored, each chunk once, after compression). */
export interface StorageStats {
  /** Held by nothing outside of it. */
  readonly uniqueBytes: number;
  /** Held by it and by others too. */
  readonly sharedBytes: number;
  /** What deleting and purging all of its versions would give back. */
  readonly wouldFreeBytes: number;
  /** Held by its drafts alone: uploads under way, failed or stuck. */
  readonly draftBytes: number;
  /** By the day they were stored, oldest first: what came that day and is held still. */
  readonly days: readonly StoredOnDay[];
}

/** What came on one day (in `day` in days since 1970 UTC, `bytes` as stored). */
interface StoredOnDay {
  readonly day: number;
  readonly bytes: number;
}

/** In milliseconds. */
export const HOUR_MS = 3_600_000;
/** In milliseconds. */
export const DAY_MS = 24 * HOUR_MS;
