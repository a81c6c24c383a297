import type { ArtifactId, BlobId, Damage, DamageFinder, FoundDamage } from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** What is known of damaged bytes, a row for each chunk. Chunks are healed by whoever stores their bytes again. */
export interface DamageRows {
  /**
   * Writes down chunks that were found damaged, as long as they still lie where they were; one that is on record as
   * damaged already stays as it is. Gives how many are new.
   */
  record(found: readonly FoundDamage[], facts: { foundBy: DamageFinder; atMs: number }): Promise<number>;
  /** Damaged ones first, then healed ones, the latest first. */
  list(page: PageRequest, nowMs: number): Promise<Page<Damage>>;
  /** Chunks that are damaged and not healed, by id. */
  open(page: PageRequest): Promise<Page<Damage>>;
  /** Marks chunks whose bytes turned out to be whole. Gives how many were damaged. */
  heal(chunks: readonly string[], atMs: number): Promise<number>;
  /** Those of some blobs that have a chunk which is known to be damaged. */
  blobsAmong(ids: readonly BlobId[]): Promise<ReadonlySet<BlobId>>;
  /** Whether a version needs a chunk that is known to be damaged; where very much is damaged, it is taken to. */
  hasVersion(id: ArtifactId): Promise<boolean>;
}
