import type {
  ArtifactId,
  CollectionId,
  EntityId,
  JournalEntry,
  NewJournalEntry,
  ProjectId,
  RetentionCandidate,
  RetentionRule,
  RetentionScope,
  UserId,
} from "../../model/index.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** The rules of a scope, as set at one time. */
export interface SetRules {
  readonly scope: RetentionScope;
  readonly rules: readonly RetentionRule[];
  /** Name of the user who set them; null for the admin token and for a deleted user. */
  readonly setBy: string | null;
  readonly setAtMs: number;
}

/** The fields of a collection that rules use. */
export interface RuledCollection {
  readonly id: CollectionId;
  readonly projectId: ProjectId;
  readonly entityId: EntityId;
  readonly type: string;
  /** `entity/project/collection` */
  readonly name: string;
}

/** Retention rules and their candidates. */
export interface RetentionRows {
  set(change: {
    scope: RetentionScope;
    rules: readonly RetentionRule[];
    createdBy: UserId | null;
    atMs: number;
  }): Promise<void>;
  /** The current rules of every scope that has any. */
  current(): Promise<SetRules[]>;
  /** The rules of a scope over time, the newest first. */
  history(scope: RetentionScope, page: PageRequest): Promise<Page<SetRules>>;
  /** Collections of a scope that have versions of their own, by id. */
  collections(scope: RetentionScope, after: CollectionId, count: number): Promise<RuledCollection[]>;
  /**
   * The fields of committed versions that rules use, with metadata on request. `within` ignores runs and links of other
   * entities.
   */
  candidates(
    ids: readonly CollectionId[],
    options: { withMetadata: boolean; within?: readonly EntityId[] },
  ): Promise<(RetentionCandidate & { readonly collectionId: CollectionId })[]>;
  /**
   * Pairs of committed versions: a run that is not deleted used the first and made the second. `within` ignores runs of
   * other entities.
   */
  madeFrom(
    ids: readonly ArtifactId[],
    within?: readonly EntityId[],
  ): Promise<{ usedId: ArtifactId; madeId: ArtifactId }[]>;
}

/** The storage journal. */
export interface JournalRows {
  add(entries: readonly NewJournalEntry[]): Promise<void>;
  /** Lists entries, the newest first: of one entity, or of the whole store. */
  list(entityId: EntityId | null, page: PageRequest): Promise<Page<JournalEntry>>;
  /**
   * Deletes older entries.
   *
   * @returns their number
   */
  forget(beforeMs: number): Promise<number>;
}
