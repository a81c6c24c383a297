import type { ArtifactId, BlobHash, JsonText, ManifestId } from "../../model/index.ts";
import type { BoundBlob } from "./draft-rows.ts";

/** A manifest of a draft: first declared, then received. */
export interface ManifestRow {
  readonly id: ManifestId;
  readonly artifactId: ArtifactId;
  readonly kind: "FULL" | "INCREMENTAL" | "PATCH";
  readonly name: string;
  /** Base64 MD5 of the manifest's own bytes; empty if unknown. */
  readonly md5: string;
  readonly baseId: ArtifactId | null;
  readonly runName: string;
  readonly isReceived: boolean;
  /** Artifact digest over its entries, once it is received. */
  readonly digest: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  /** The storage policy config as it was sent; null for the default. */
  readonly policyConfig: JsonText | null;
  readonly createdAtMs: number;
}

/** A node of a manifest, in order: its first path and number of entries. */
export interface ManifestNode {
  readonly partId: number;
  readonly firstPath: string;
  readonly entryCount: number;
}

/** Manifests and their nodes. */
export interface ManifestRows {
  insert(
    manifest: Omit<
      ManifestRow,
      "id" | "isReceived" | "digest" | "sizeBytes" | "entryCount" | "policyConfig" | "createdAtMs"
    > & {
      atMs: number;
    },
  ): Promise<ManifestRow>;
  /** Sets the MD5 and the base of a manifest; an undefined base is left unchanged. */
  declare(id: ManifestId, fields: { md5: string; baseId: ArtifactId | undefined }): Promise<void>;
  byId(id: ManifestId): Promise<ManifestRow | null>;
  /** In the order of creation. */
  ofDraft(id: ArtifactId): Promise<ManifestRow[]>;
  /** Returns the manifest of a committed version. */
  ofVersion(id: ArtifactId): Promise<ManifestId | null>;
  /**
   * Stores the nodes of a manifest and marks it as received; a repeated call replaces the nodes.
   *
   * @throws `unavailable` if a node was collected since it was stored; the caller must store it again
   */
  receive(
    id: ManifestId,
    nodes: readonly ManifestNode[],
    fields: { digest: string; sizeBytes: number; entryCount: number; policyConfig?: JsonText | null },
  ): Promise<void>;
  nodes(id: ManifestId): Promise<(ManifestNode & { chunkHash: string })[]>;
  /** Returns the rows of stored blobs by hash; missing blobs are left out. */
  blobs(hashes: readonly BlobHash[]): Promise<BoundBlob[]>;
}
