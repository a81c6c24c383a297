import type { ArtifactId, CollectionId, JsonText, Run, RunId, Version, VersionMembership } from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** Versions; lookups by id include drafts. */
export interface VersionRows {
  byId(id: ArtifactId): Promise<Version | null>;
  byIds(ids: readonly ArtifactId[]): Promise<Version[]>;
  /** Returns the committed version with a digest and the lowest index in a collection. */
  findCommitted(collectionId: CollectionId, digest: string): Promise<ArtifactId | null>;
  /** Returns the committed version with the highest index in a collection, own or linked. */
  newest(collectionId: CollectionId): Promise<ArtifactId | null>;
  /** By alias (`latest` included), or by index. */
  membership(
    collectionId: CollectionId,
    name: { alias: string } | { versionIndex: number },
  ): Promise<VersionMembership | null>;
  /** Returns whether a version is in a collection, as its own or as a link. */
  isMember(collectionId: CollectionId, id: ArtifactId): Promise<boolean>;
  /** Returns the memberships of committed versions, the own collection of each first. */
  memberships(ids: readonly ArtifactId[]): Promise<VersionMembership[]>;
  /** Committed versions made by a run. */
  madeBy(runId: RunId): Promise<ArtifactId[]>;
  /** Committed versions of a collection that meet the conditions, newest first if no order is given. */
  list(collectionId: CollectionId, page: PageRequest, query?: VersionQuery): Promise<Page<VersionMembership>>;
  update(
    id: ArtifactId,
    changes: {
      description?: string | null;
      metadata?: JsonText | null;
      ttlSeconds?: number | null;
      updatedAtMs: number;
    },
  ): Promise<void>;
}

/** Conditions and order of a list of versions. */
interface VersionQuery {
  readonly order?: VersionOrder | undefined;
  readonly conditions?: VersionConditions;
}

/** An order that the database supports; equal rows come newest first. */
export interface VersionOrder {
  readonly by: "versionIndex" | "createdAt" | "updatedAt" | "size" | "fileCount" | "digest" | "description";
  readonly isDescending: boolean;
  /** When the walk through the list began, for values that change. */
  readonly nowMs: number;
}

/** Conditions on versions that must all be met (bounds are inclusive). */
export interface VersionConditions {
  /** For each list: one of these aliases of the collection is on the version. */
  readonly aliases?: readonly (readonly string[])[];
  /** For each list: the version has one of these tags. */
  readonly tags?: readonly (readonly string[])[];
  /** For each list: the digest is one of these. */
  readonly digests?: readonly (readonly string[])[];
  readonly minIndex?: number | undefined;
  readonly maxIndex?: number | undefined;
  readonly minCreatedAtMs?: number;
  readonly maxCreatedAtMs?: number;
}

/** The edges between runs and versions. */
export interface LineageRows {
  addInput(edge: {
    runId: RunId;
    artifactId: ArtifactId;
    alias: string | null;
    usedAs: string | null;
    atMs: number;
  }): Promise<void>;
  /** `made` is never changed to `logged-again`. */
  addOutput(edge: { runId: RunId; artifactId: ArtifactId; kind: "made" | "logged-again"; atMs: number }): Promise<void>;
  /** Committed versions used by a run, in the order of use. */
  inputsOf(runId: RunId, page: PageRequest): Promise<Page<Version>>;
  /** Committed versions logged by a run, in the order of logging. */
  outputsOf(runId: RunId, page: PageRequest): Promise<Page<Version>>;
  /** Runs that used a version, in the order of use; deleted runs are left out. */
  usersOf(id: ArtifactId, page: PageRequest): Promise<Page<Run>>;
}
