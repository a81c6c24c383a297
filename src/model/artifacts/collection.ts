import type { CollectionId, TypeId } from "../ids.ts";
import type { Project } from "../project.ts";

/** A source collection contains the versions logged under a name; a portfolio contains links. */
export type CollectionKind = "source" | "portfolio";

/** All versions under one name, with their project. */
export interface Collection {
  readonly id: CollectionId;
  readonly kind: CollectionKind;
  readonly name: string;
  readonly project: Project;
  readonly typeId: TypeId;
  readonly type: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  /** Default time to live of its versions in seconds; null uses that of the entity. */
  readonly ttlSeconds: number | null;
  /** The effective default in seconds; null keeps versions forever. */
  readonly inheritedTtlSeconds: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** A deleted collection can only be found by its id; its name is available. */
  readonly isDeleted: boolean;
}

/** A type of artifacts in a project: any word. */
export interface ArtifactType {
  readonly id: TypeId;
  readonly name: string;
  readonly description: string | null;
  readonly createdAtMs: number;
}
