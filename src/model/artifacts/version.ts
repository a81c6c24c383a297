import type { Collection } from "./collection.ts";
import type { AliasId, ArtifactId, CollectionId, EntityId, MembershipId, RunId } from "../ids.ts";
import type { JsonText } from "../json/json-text.ts";

/**
 * The states of a version: PENDING (a draft that receives files) -> COMMITTED (immutable, has an index) -> DELETED.
 *
 * A draft can only be found by its id; names, aliases and lists contain committed versions only.
 */
export type VersionState = "PENDING" | "COMMITTED" | "DELETED";

/** An alias: a word that names one version of a collection. */
export interface Alias {
  readonly id: AliasId;
  readonly alias: string;
  readonly collectionId: CollectionId;
  /** The owner of the collection. */
  readonly entityId: EntityId;
}

/** A version with its fields for display. */
export interface Version {
  readonly id: ArtifactId;
  readonly collection: Collection;
  readonly state: VersionState;
  /** Consecutive in the collection, assigned at commit, never reused. */
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
  /** Seconds to live; null if the version inherits it. */
  readonly ttlSeconds: number | null;
  readonly historyStep: number | null;
  readonly madeByRunId: RunId | null;
  readonly aliases: readonly Alias[];
  readonly tags: readonly string[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A version in a collection: its own, or a portfolio it is linked to. */
export interface VersionMembership {
  readonly id: MembershipId;
  readonly collection: Collection;
  readonly versionIndex: number;
  readonly version: Version;
  readonly createdAtMs: number;
  /** Of a link: whether its creator could write at the source, so that it protects the version; null if unknown. */
  readonly isProtecting: boolean | null;
  /** Of a link: the name of its creator; null if that user was deleted or is unknown. */
  readonly linkedBy: string | null;
}
