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

/** The rules of one scope as they were set at one time. */
export interface SetRules {
  readonly scope: RetentionScope;
  readonly rules: readonly RetentionRule[];
  /** The name of the user who set them; null for the admin token, or for one who is gone. */
  readonly setBy: string | null;
  readonly setAtMs: number;
}

/** A collection as rules look at it. */
export interface RuledCollection {
  readonly id: CollectionId;
  readonly projectId: ProjectId;
  readonly entityId: EntityId;
  readonly type: string;
  /** `entity/project/collection` */
  readonly name: string;
}

/** What is kept by whose rules. */
export interface RetentionRows {
  set(change: {
    scope: RetentionScope;
    rules: readonly RetentionRule[];
    createdBy: UserId | null;
    atMs: number;
  }): Promise<void>;
  /** The rules that hold now, of every scope that has some. */
  current(): Promise<SetRules[]>;
  /** What was set for a scope, the newest first. */
  history(scope: RetentionScope, page: PageRequest): Promise<Page<SetRules>>;
  /** Collections with versions of their own, by id; those inside of a scope. */
  collections(scope: RetentionScope, after: CollectionId, count: number): Promise<RuledCollection[]>;
  /**
   * What rules look at of the committed versions of collections; their metadata where it is asked for. `within`: runs and
   * links of other entities do not count.
   */
  facts(
    ids: readonly CollectionId[],
    options: { withMetadata: boolean; within?: readonly EntityId[] },
  ): Promise<(RetentionCandidate & { readonly collectionId: CollectionId })[]>;
  /**
   * Which committed versions came of others: some run, which is still there, used the one and made the other. `within`:
   * runs of other entities do not count.
   */
  madeFrom(
    ids: readonly ArtifactId[],
    within?: readonly EntityId[],
  ): Promise<{ usedId: ArtifactId; madeId: ArtifactId }[]>;
}

/** What happened to what is stored. */
export interface JournalRows {
  add(entries: readonly NewJournalEntry[]): Promise<void>;
  /** The newest first: of one entity, or of the whole store. */
  list(entityId: EntityId | null, page: PageRequest): Promise<Page<JournalEntry>>;
  /** Removes what was written before; gives the number of entries. */
  forget(beforeMs: number): Promise<number>;
}
