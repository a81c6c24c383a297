import type { DeletedVersion } from "../../core/ports/metadata.ts";
import type { ArtifactId, ArtifactType, EntityId, Project, StorageStats } from "../../model/index.ts";

/** An artifact type, with the project it was reached through. */
export type TypeInProject = ArtifactType & { readonly project: Project };

/** A deleted version on a page of them. */
export type ListedDeletion = DeletedVersion & {
  /** The bytes that each version of the page would free; counted for all of them at once, when first asked for. */
  freedBytes(): Promise<ReadonlyMap<ArtifactId, number>>;
};

/** The storage of an object, with the quota of its owner. */
export type CountedStorage = StorageStats & { readonly quotaBytes: number | null };

/** A file or manifest, with the entity of its version or run. */
export interface Owned {
  readonly ownerId: EntityId;
}
