import type {
  BlobHash,
  BlobId,
  FieldLookup,
  FilterNode,
  JsonText,
  LineStream,
  ListOrder,
  Project,
  LinesId,
  ProjectId,
  Run,
  RunId,
  RunLine,
  UserId,
} from "../../model/index.ts";
import type { DeletionScope } from "../deletion/deletion-rows.ts";
import type { Page, PageRequest } from "../ports/pages.ts";

/** The fields of a run that an upsert can set; undefined leaves a field unchanged. */
export interface RunChanges {
  readonly displayName?: string;
  readonly state?: Run["state"];
  readonly jobType?: string;
  readonly group?: string;
  readonly notes?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly config?: JsonText;
  readonly summary?: JsonText;
  readonly host?: string;
  readonly program?: string;
  readonly commit?: string;
  readonly repo?: string;
  readonly sweepName?: string;
  readonly exitCode?: number | null;
  readonly isStopRequested?: boolean;
  readonly heartbeatAtMs?: number;
  readonly resumeAskedBy?: number | null;
  readonly soleProcesses?: number;
  /** Time of the change: lists ordered by a value detect changes during the walk by it. */
  readonly changedAtMs?: number;
}

/** The runs of a project that may match a filter, as far as the database can decide. */
export interface NarrowedRuns {
  /** Whether the database decides alone; else the filter must be evaluated on uncertain runs. */
  readonly isExact: boolean;
  count(): Promise<number>;
  /** The next runs by id that may match the filter. */
  candidates(after: RunId | null, count: number): Promise<readonly RunCandidate[]>;
  /** Loads the fields of runs that the filter needs, in the order of their ids. */
  lookups(ids: readonly RunId[]): Promise<readonly { readonly id: RunId; readonly lookup: FieldLookup }[]>;
  /** Oldest first if no order is given; runs without a value come last. */
  page(order: ListOrder | undefined, page: PageRequest, nowMs: number): Promise<Page<RunId>>;
  /** The same list with only these runs. */
  only(ids: readonly RunId[]): NarrowedRuns;
}

/** A run that may match a filter. */
export interface RunCandidate {
  readonly id: RunId;
  /** Whether it certainly matches, so that the filter need not be evaluated. */
  readonly isSure: boolean;
  /** Bytes to read to evaluate the filter. */
  readonly bytes: number;
}

/** Texts of a run that can be megabytes; loaded on request. */
export interface RunTexts {
  readonly config: boolean;
  readonly summary: boolean;
}

/** Runs. */
export interface RunRows {
  find(projectId: ProjectId, name: string): Promise<Run | null>;
  /** Whether a deleted run has the name; such names are not used again. */
  isNameReserved(projectId: ProjectId, name: string): Promise<boolean>;
  /** Includes deleted runs. */
  byId(id: RunId): Promise<Run | null>;
  /** Excludes deleted runs. */
  byIds(ids: readonly RunId[]): Promise<Run[]>;
  /** Includes deleted runs; texts that are not requested are empty objects. */
  withTexts(ids: readonly RunId[], texts: RunTexts): Promise<ReadonlyMap<RunId, Run>>;
  /** Whether a project has more than `count` runs. */
  areMoreThan(projectId: ProjectId, count: number): Promise<boolean>;
  insert(run: {
    projectId: ProjectId;
    name: string;
    displayName: string;
    createdBy: UserId | null;
    atMs: number;
  }): Promise<RunId>;
  /** Locks the run for this transaction, so that reports of several writers follow one another. */
  lock(id: RunId): Promise<void>;
  update(id: RunId, changes: RunChanges): Promise<void>;
  /**
   * Returns the runs of a project that may match a filter.
   *
   * @param pause yields to other requests between two scans of rows
   */
  narrow(project: Project, filter: FilterNode, pause: () => Promise<void>): Promise<NarrowedRuns>;
  /**
   * Fills the index of values for runs that are not in it yet, the oldest first.
   *
   * @returns their number
   */
  indexValues(count: number): Promise<number>;
  /** Hides the run; its content stays until it is purged. */
  delete(id: RunId, atMs: number): Promise<void>;
  /** Active runs without a report since `sinceMs`, the longest idle first; locked for this transaction. */
  idle(sinceMs: number, count: number): Promise<Run[]>;
}

/** A deleted run, or the content of a run before it was replaced, that can be undeleted. */
export interface DeletedRun {
  readonly id: RunId;
  readonly deletedAtMs: number;
  /** The run that replaced it; null for a deleted run. */
  readonly replacedById: RunId | null;
  /** Whether its content is gone. */
  readonly isPurged: boolean;
}

/** Deleted and replaced runs, which are purged later. */
export interface DeletedRunRows {
  /**
   * Moves the content of a run to a deleted run with another name: lines, files, summary, config, tags and state. The
   * run itself has no lines and files afterwards.
   */
  setAside(id: RunId, as: { name: string; atMs: number }): Promise<RunId>;
  /** Moves content that was set aside back to its run, whose current content must have been set aside first. */
  putBack(setAsideId: RunId, atMs: number): Promise<void>;
  /** Deleted runs with their deletion state; locked for this transaction. */
  byIds(ids: readonly RunId[]): Promise<DeletedRun[]>;
  /** Deleted runs that can be undeleted, the last deleted first. */
  list(scope: Omit<DeletionScope, "collection">, page: PageRequest): Promise<Page<DeletedRun>>;
  undelete(id: RunId): Promise<void>;
  /** Runs deleted at or before `deletedUntilMs` that still have lines or files. */
  purgeable(deletedUntilMs: number, count: number): Promise<RunId[]>;
  /**
   * Deletes at most `count` lines of a deleted run.
   *
   * @returns their number
   */
  dropLines(id: RunId, count: number): Promise<number>;
  /** Deletes files and texts of a deleted run whose lines are gone; its name and lineage stay. */
  purge(id: RunId, atMs: number): Promise<void>;
}

/** The processes that write to a run, with the last config of each. */
export interface RunWriterRows {
  config(id: RunId, writer: string): Promise<JsonText | undefined>;
  /** Whether a named process wrote to the run. */
  isShared(id: RunId): Promise<boolean>;
  setConfig(id: RunId, writer: string, config: JsonText): Promise<void>;
  forget(id: RunId, writer: string): Promise<void>;
  forgetAll(id: RunId): Promise<void>;
}

/** The position of a history line in step order. */
export interface StepCursor {
  readonly step: number;
  readonly number: number;
}

/** A line with the number its writer gave it. */
export interface WrittenLine {
  readonly number: number;
  readonly text: string;
  /** The step of a history line that has one. */
  readonly step: number | undefined;
}

/**
 * Append-only line streams. A line is identified by its writer and the writer's number, so that a repeated report
 * changes nothing; lists use its own number, which counts the lines of the stream in the order of arrival.
 */
export interface RunLineRows {
  /** Appends new lines; a line that already exists gets the new text and keeps its number. */
  put(id: LinesId, stream: LineStream, writer: string, lines: readonly WrittenLine[]): Promise<void>;
  /** Lines in the order of arrival, from `firstNumber` on. */
  read(id: LinesId, stream: LineStream, firstNumber: number, count: number): Promise<RunLine[]>;
  /** Like `read`, as a page. */
  list(id: LinesId, stream: LineStream, page: PageRequest): Promise<Page<RunLine>>;
  /** Some lines, in the order of arrival. */
  readNumbers(id: LinesId, stream: LineStream, numbers: readonly number[]): Promise<RunLine[]>;
  /** History lines by step and, within a step, in the order of arrival (`maxStep` exclusive). */
  readSteps(
    id: LinesId,
    range: { minStep: number; maxStep: number; after: StepCursor | null; count: number },
  ): Promise<(RunLine & StepCursor)[]>;
  /** The first step after `steps` different steps from `minStep` on; undefined if there are fewer. */
  stepBehind(id: LinesId, minStep: number, steps: number): Promise<number | undefined>;
  /** The highest step of the history; undefined without a line. */
  lastStep(id: LinesId): Promise<number | undefined>;
  /** The number of lines of each stream. */
  counts(id: LinesId): Promise<Readonly<Record<LineStream, number>>>;
  /** The history lines of a writer with one of the steps or one of the writer's numbers. */
  written(
    id: LinesId,
    writer: string,
    by: { steps: readonly number[] } | { numbers: readonly number[] },
  ): Promise<WrittenLine[]>;
  /** One more than the highest number of a writer in a stream. */
  nextNumber(id: LinesId, stream: LineStream, writer: string): Promise<number>;
}

/** A file of a run. */
export interface RunFile {
  readonly name: string;
  readonly blobId: BlobId;
  readonly blob: BlobHash;
  readonly sizeBytes: number;
  /** Base64, as on the wire. */
  readonly md5: string;
  readonly updatedAtMs: number;
}

/** Files of runs. */
export interface RunFileRows {
  find(runId: RunId, name: string): Promise<RunFile | null>;
  /** By name; all if `names` is undefined. */
  list(runId: RunId, names: readonly string[] | undefined, page: PageRequest): Promise<Page<RunFile>>;
  delete(runId: RunId, names: readonly string[]): Promise<void>;
}
