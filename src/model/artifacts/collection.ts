import type { CollectionId, TypeId } from "../ids.ts";
import type { Project } from "../project.ts";

/** A source collection holds what was logged under a name; a portfolio holds links. */
export type CollectionKind = "source" | "portfolio";

/** All versions under one name, with where it lives. */
export interface Collection {
  readonly id: CollectionId;
  readonly kind: CollectionKind;
  readonly name: string;
  readonly project: Project;
  readonly typeId: TypeId;
  readonly type: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  /** What its versions live for that say nothing themselves; null: what the entity says (in seconds). */
  readonly ttlSeconds: number | null;
  /** What such versions live for in the end; null: for ever (in seconds). */
  readonly inheritedTtlSeconds: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** A deleted one is found by its id alone; its name is free again. */
  readonly isDeleted: boolean;
}

/** A type of artifacts inside a project: any word people use. */
export interface ArtifactType {
  readonly id: TypeId;
  readonly name: string;
  readonly description: string | null;
  readonly createdAtMs: number;
}
