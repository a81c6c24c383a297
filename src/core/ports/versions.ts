import type { ArtifactId, CollectionId, JsonText, RunId, Version, VersionMembership } from "../../model/index.ts";

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
  /** Committed versions of a collection, newest first; filters and order are the verb's. */
  list(collectionId: CollectionId): Promise<VersionMembership[]>;
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
  inputsOf(runId: RunId): Promise<ArtifactId[]>;
  outputsOf(runId: RunId): Promise<ArtifactId[]>;
  usersOf(id: ArtifactId): Promise<RunId[]>;
}
