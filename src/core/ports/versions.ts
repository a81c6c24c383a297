import type { ArtifactId, CollectionId, JsonText, Run, RunId, Version, VersionMembership } from "../../model/index.ts";
import type { Listed, Page } from "./pages.ts";

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
  /** Committed versions of a collection, newest first; filters and other orders are the verb's. */
  list(collectionId: CollectionId, page: Page): Promise<Listed<VersionMembership>>;
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
  /** Committed versions a run used, in the order it used them. */
  inputsOf(runId: RunId, page: Page): Promise<Listed<Version>>;
  /** Committed versions a run logged, in the order it logged them. */
  outputsOf(runId: RunId, page: Page): Promise<Listed<Version>>;
  /** Runs that used a version, in the order they did; deleted ones are left out. */
  usersOf(id: ArtifactId, page: Page): Promise<Listed<Run>>;
}
