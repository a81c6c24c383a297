import type { ArtifactId, BlobHash, JsonText, ManifestId } from "../../model/index.ts";
import type { BoundBlob } from "./draft-rows.ts";

/** A manifest of a draft: declared first, received later. */
export interface ManifestRow {
  readonly id: ManifestId;
  readonly artifactId: ArtifactId;
  readonly kind: "FULL" | "INCREMENTAL" | "PATCH";
  readonly name: string;
  /** MD5 of the manifest's own bytes in base64; empty while unknown. */
  readonly md5: string;
  readonly baseId: ArtifactId | null;
  readonly runName: string;
  readonly isReceived: boolean;
  /** Artifact digest over its entries, once received. */
  readonly digest: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  /** What it says of its storage, as it was sent; null where it says what every manifest does. */
  readonly policyConfig: JsonText | null;
  readonly createdAtMs: number;
}

/** A node of a manifest, in order: where its entries begin and how many there are. */
export interface ManifestNode {
  readonly partId: number;
  readonly firstPath: string;
  readonly entryCount: number;
}

/** Manifests and the nodes they are made of. */
export interface ManifestRows {
  insert(
    manifest: Omit<
      ManifestRow,
      "id" | "isReceived" | "digest" | "sizeBytes" | "entryCount" | "policyConfig" | "createdAtMs"
    > & {
      atMs: number;
    },
  ): Promise<ManifestRow>;
  /** Says what bytes a manifest will have, and what it builds on; undefined leaves the base as it is. */
  declare(id: ManifestId, facts: { md5: string; baseId: ArtifactId | undefined }): Promise<void>;
  byId(id: ManifestId): Promise<ManifestRow | null>;
  /** In the order they were created. */
  ofDraft(id: ArtifactId): Promise<ManifestRow[]>;
  /** The manifest of a committed version. */
  ofVersion(id: ArtifactId): Promise<ManifestId | null>;
  /**
   * Puts the nodes under a manifest and marks it received; again with the same or other nodes replaces them.
   *
   * @throws `unavailable` when a node was collected since it was stored: store it again
   */
  receive(
    id: ManifestId,
    nodes: readonly ManifestNode[],
    facts: { digest: string; sizeBytes: number; entryCount: number; policyConfig?: JsonText | null },
  ): Promise<void>;
  nodes(id: ManifestId): Promise<(ManifestNode & { chunkHash: string })[]>;
  /** The rows of stored blobs by identity; missing ones are left out. */
  blobs(hashes: readonly BlobHash[]): Promise<BoundBlob[]>;
}
