import type { ArtifactId, CollectionId, JsonText, Run, RunId, Version, VersionMembership } from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** Versions, drafts among them where they are asked for by id. */
export interface VersionRows {
  byId(id: ArtifactId): Promise<Version | null>;
  byIds(ids: readonly ArtifactId[]): Promise<Version[]>;
  /** The lowest committed version of a collection with a digest. */
  findCommitted(collectionId: CollectionId, digest: string): Promise<ArtifactId | null>;
  /** The committed version of a collection, its own or linked, with the highest index there. */
  newest(collectionId: CollectionId): Promise<ArtifactId | null>;
  /** By alias (`latest` included), or by index. */
  membership(
    collectionId: CollectionId,
    name: { alias: string } | { versionIndex: number },
  ): Promise<VersionMembership | null>;
  /** Whether a version is in a collection, as its own or as a link. */
  isMember(collectionId: CollectionId, id: ArtifactId): Promise<boolean>;
  /** The collections committed versions are in, of each its own first. */
  memberships(ids: readonly ArtifactId[]): Promise<VersionMembership[]>;
  /** Committed versions that a run made. */
  madeBy(runId: RunId): Promise<ArtifactId[]>;
  /** Committed versions of a collection that meet conditions, newest first where no order is given. */
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

/** Which versions of a collection are listed, and in which order. */
interface VersionQuery {
  readonly order?: VersionOrder | undefined;
  readonly conditions?: VersionConditions;
}

/** An order that the database knows; equal rows come newest first. */
export interface VersionOrder {
  readonly by: "versionIndex" | "createdAt" | "updatedAt" | "size" | "fileCount" | "digest" | "description";
  readonly isDescending: boolean;
  /** When a walk begins, for values that change. */
  readonly nowMs: number;
}

/** Conditions on versions that all have to be met (in bounds are inclusive). */
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
  /** `made` is never weakened to `logged-again`. */
  addOutput(edge: { runId: RunId; artifactId: ArtifactId; kind: "made" | "logged-again"; atMs: number }): Promise<void>;
  /** Committed versions a run used, in the order it used them. */
  inputsOf(runId: RunId, page: PageRequest): Promise<Page<Version>>;
  /** Committed versions a run logged, in the order it logged them. */
  outputsOf(runId: RunId, page: PageRequest): Promise<Page<Version>>;
  /** Runs that used a version, in the order they did; deleted ones are left out. */
  usersOf(id: ArtifactId, page: PageRequest): Promise<Page<Run>>;
}
