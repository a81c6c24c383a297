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

/** Collections; the name of a deleted collection can be used again. */
export interface CollectionRows {
  find(projectId: ProjectId, name: string): Promise<Collection | null>;
  byId(id: CollectionId): Promise<Collection | null>;
  /** Returns the existing row if a concurrent call created it first. */
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
      /** Null restores the collection. */
      deletedAtMs?: number | null;
      updatedAtMs: number;
    },
  ): Promise<void>;
  /** The newest first if no order is given; filters and other orders are applied in core. */
  list(
    projectId: ProjectId,
    type: TypeId | undefined,
    page: PageRequest,
    query?: CollectionQuery,
  ): Promise<Page<Collection>>;
  /** Returns the owners of collections; unknown ids are left out. */
  ownersOf(ids: readonly CollectionId[]): Promise<readonly { id: CollectionId; entityId: EntityId }[]>;
  /** Locks collections for this transaction: no other transaction changes their aliases. */
  lock(ids: readonly CollectionId[]): Promise<void>;
  /**
   * Locks the collection for this transaction, increments its version index and returns it; marks the collection as
   * changed.
   *
   * @throws `deleted`
   */
  takeVersionIndex(id: CollectionId, atMs: number): Promise<number>;
}

/** Conditions and order of a list of collections. */
export interface CollectionQuery {
  readonly order?: CollectionOrder | undefined;
  /** For each list: the name is one of these. */
  readonly names?: readonly (readonly string[])[];
  /** For each list: the type is one of these. */
  readonly types?: readonly (readonly string[])[];
  /** For each list: the collection has one of these tags. */
  readonly tags?: readonly (readonly string[])[];
}

/** An order that the database supports; equal rows come newest first. */
export interface CollectionOrder {
  readonly by: "name" | "type" | "createdAt" | "updatedAt" | "description";
  readonly isDescending: boolean;
  /** When the walk through the list began, for values that change. */
  readonly nowMs: number;
}

/** Artifact types of projects. */
export interface TypeRows {
  find(projectId: ProjectId, name: string): Promise<ArtifactType | null>;
  /** Returns the existing row if a concurrent call created it first. */
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

/** A link of a version into a collection. */
interface NewLink {
  readonly collectionId: CollectionId;
  readonly artifactId: ArtifactId;
  /** Whether its creator could write at the source. */
  readonly isProtecting: boolean;
  readonly linkedBy: UserId | null;
}

/** Versions in collections other than their own. */
export interface LinkRows {
  /** Adds a version to a collection under an index of that collection. */
  add(link: NewLink & { readonly versionIndex: number; readonly atMs: number }): Promise<void>;
  /**
   * Links a version again to a collection it is already in; the link protects it from now on if this creator's links
   * do.
   */
  again(link: NewLink): Promise<void>;
  /** Removes versions from a collection, with their aliases in it. */
  remove(collectionId: CollectionId, ids: readonly ArtifactId[]): Promise<{ hadLatest: boolean }>;
  /**
   * Returns the owners of the collections that versions are linked to, one row per owner; deleted collections are left
   * out.
   */
  ownersOf(ids: readonly ArtifactId[]): Promise<readonly { id: ArtifactId; entityId: EntityId }[]>;
}

/** Aliases of collections. */
export interface AliasRows {
  /** Sets an alias on a version of the collection and removes it from any other. */
  set(collectionId: CollectionId, alias: string, id: ArtifactId, atMs: number): Promise<void>;
  /** Removes an alias if it is on that version. */
  remove(collectionId: CollectionId, alias: string, id: ArtifactId): Promise<void>;
  list(collectionId: CollectionId, page: PageRequest): Promise<Page<Alias>>;
}
