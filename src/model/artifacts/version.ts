import type { Collection } from "./collection.ts";
import type { AliasId, ArtifactId, CollectionId, EntityId, MembershipId, RunId } from "../ids.ts";
import type { JsonText } from "../json/json-text.ts";

/**
 * The life of a version: PENDING (a draft that receives files) -> COMMITTED (immutable, has an index) -> DELETED.
 *
 * A draft is reached by its id alone; names, aliases and lists show committed versions only.
 */
export type VersionState = "PENDING" | "COMMITTED" | "DELETED";

/** An alias as it stands: a word that names one version of a collection. */
export interface Alias {
  readonly id: AliasId;
  readonly alias: string;
  readonly collectionId: CollectionId;
  /** Who owns the collection. */
  readonly entityId: EntityId;
}

/** A version with all that is shown of it. */
export interface Version {
  readonly id: ArtifactId;
  readonly collection: Collection;
  readonly state: VersionState;
  /** Consecutive in the collection, given at commit, never used twice. */
  readonly versionIndex: number | null;
  /**
   * Hex MD5 over paths and entry digests.
   *
   * @see docs/internals/wandb-wire.md
   */
  readonly digest: string;
  readonly digestAlgorithm: string;
  readonly description: string | null;
  readonly metadata: JsonText | null;
  readonly sizeBytes: number;
  readonly entryCount: number;
  /** Seconds to live; null where the version inherits. */
  readonly ttlSeconds: number | null;
  readonly historyStep: number | null;
  readonly madeByRunId: RunId | null;
  readonly aliases: readonly Alias[];
  readonly tags: readonly string[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A version inside a collection: its own, or a portfolio it is linked to. */
export interface VersionMembership {
  readonly id: MembershipId;
  readonly collection: Collection;
  readonly versionIndex: number;
  readonly version: Version;
  readonly createdAtMs: number;
  /** Of a link: whether its maker could write at the source, so that it protects the version; null where nobody knows. */
  readonly isProtecting: boolean | null;
  /** Of a link: the name of its maker; null where that user is gone or nobody knows. */
  readonly linkedBy: string | null;
}
