import type {
  Alias,
  ArtifactId,
  ArtifactType,
  Collection,
  CollectionId,
  CollectionKind,
  EntityId,
  ProjectId,
  TypeId,
  UserId,
} from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** Collections; a deleted one gives its name free. */
export interface CollectionRows {
  find(projectId: ProjectId, name: string): Promise<Collection | null>;
  byId(id: CollectionId): Promise<Collection | null>;
  /** Gives the existing one when a twin was faster. */
  insert(collection: {
    projectId: ProjectId;
    typeId: TypeId;
    kind: CollectionKind;
    name: string;
    atMs: number;
  }): Promise<Collection>;
  update(
    id: CollectionId,
    changes: {
      name?: string;
      description?: string | null;
      typeId?: TypeId;
      ttlSeconds?: number | null;
      /** Null brings it back. */
      deletedAtMs?: number | null;
      updatedAtMs: number;
    },
  ): Promise<void>;
  /** The newest first where no order is given; filters and other orders are the verb's. */
  list(
    projectId: ProjectId,
    type: TypeId | undefined,
    page: PageRequest,
    query?: CollectionQuery,
  ): Promise<Page<Collection>>;
  /** Who owns which collection; unknown ids are left out. */
  ownersOf(ids: readonly CollectionId[]): Promise<readonly { id: CollectionId; entityId: EntityId }[]>;
  /** Holds collections for this transaction: nobody else changes their aliases meanwhile. */
  lock(ids: readonly CollectionId[]): Promise<void>;
  /**
   * Holds the collection for this transaction and gives its next version index, counted up; marks it as changed.
   *
   * @throws `deleted`
   */
  takeVersionIndex(id: CollectionId, atMs: number): Promise<number>;
}

/** Which collections are listed, and in which order. */
export interface CollectionQuery {
  readonly order?: CollectionOrder | undefined;
  /** For each list: the name is one of these. */
  readonly names?: readonly (readonly string[])[];
  /** For each list: the type is one of these. */
  readonly types?: readonly (readonly string[])[];
  /** For each list: the collection has one of these tags. */
  readonly tags?: readonly (readonly string[])[];
}

/** An order that the database knows; equal rows come newest first. */
export interface CollectionOrder {
  readonly by: "name" | "type" | "createdAt" | "updatedAt" | "description";
  readonly isDescending: boolean;
  /** When a walk begins, for values that change. */
  readonly nowMs: number;
}

/** Artifact types of projects. */
export interface TypeRows {
  find(projectId: ProjectId, name: string): Promise<ArtifactType | null>;
  /** Gives the existing one when a twin was faster. */
  insert(type: { projectId: ProjectId; name: string; atMs: number }): Promise<ArtifactType>;
  /** By name. */
  list(projectId: ProjectId, page: PageRequest): Promise<Page<ArtifactType>>;
}

/** Tags of versions and collections. */
export interface TagRows {
  addToVersion(id: ArtifactId, tags: readonly string[]): Promise<void>;
  removeFromVersion(id: ArtifactId, tags: readonly string[]): Promise<void>;
  addToCollection(id: CollectionId, tags: readonly string[]): Promise<void>;
  removeFromCollection(id: CollectionId, tags: readonly string[]): Promise<void>;
}

/** A link, and what it means for its version. */
interface NewLink {
  readonly collectionId: CollectionId;
  readonly artifactId: ArtifactId;
  /** Whether its maker could write at the source. */
  readonly isProtecting: boolean;
  readonly linkedBy: UserId | null;
}

/** Versions in collections they were not logged to. */
export interface LinkRows {
  /** Puts a version into a collection under an index of that collection. */
  add(link: NewLink & { readonly versionIndex: number; readonly atMs: number }): Promise<void>;
  /** Links a version again that is in the collection: from now on the link protects it, if this maker's links do. */
  again(link: NewLink): Promise<void>;
  /** Takes versions out of a collection, with the aliases they have there. */
  remove(collectionId: CollectionId, ids: readonly ArtifactId[]): Promise<{ hadLatest: boolean }>;
  /** Who owns the collections that versions are linked to; one line for each such entity, deleted collections left out. */
  ownersOf(ids: readonly ArtifactId[]): Promise<readonly { id: ArtifactId; entityId: EntityId }[]>;
}

/** Aliases of collections. */
export interface AliasRows {
  /** Puts an alias on a version of the collection, taking it from any other. */
  set(collectionId: CollectionId, alias: string, id: ArtifactId, atMs: number): Promise<void>;
  /** Takes an alias away, when it is on that version. */
  remove(collectionId: CollectionId, alias: string, id: ArtifactId): Promise<void>;
  list(collectionId: CollectionId, page: PageRequest): Promise<Page<Alias>>;
}
