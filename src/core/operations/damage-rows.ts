import type { ArtifactId, BlobId, Damage, DamageFinder, FoundDamage } from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** Damaged chunks, one row each. A chunk is repaired when its bytes are stored again. */
export interface DamageRows {
  /**
   * Records damaged chunks, unless they moved since they were found; chunks already recorded as damaged are unchanged.
   *
   * @returns the number of new ones
   */
  record(found: readonly FoundDamage[], fields: { foundBy: DamageFinder; atMs: number }): Promise<number>;
  /** Damaged chunks first, then repaired ones, the latest first. */
  list(page: PageRequest, nowMs: number): Promise<Page<Damage>>;
  /** Damaged chunks that are not repaired, by id. */
  open(page: PageRequest): Promise<Page<Damage>>;
  /**
   * Marks chunks as repaired whose bytes are intact.
   *
   * @returns how many were damaged
   */
  markRepaired(chunks: readonly string[], atMs: number): Promise<number>;
  /** Returns those of the blobs that have a damaged chunk. */
  blobsAmong(ids: readonly BlobId[]): Promise<ReadonlySet<BlobId>>;
  /** Returns whether a version contains a damaged chunk; assumes so if very many chunks are damaged. */
  hasVersion(id: ArtifactId): Promise<boolean>;
}
