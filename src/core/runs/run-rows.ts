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

/** The fields of a run that an upsert can set; undefined leaves a field as it is. */
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
  /** When this is said of the run: lists in the order of a value tell by it what changed while they are walked. */
  readonly changedAtMs?: number;
}

/** The runs of a project that a filter leaves, as far as the engine can tell. */
export interface NarrowedRuns {
  /** Whether the engine decides alone; else the runs it is not sure of have to be asked. */
  readonly isExact: boolean;
  count(): Promise<number>;
  /** The next runs by id that the filter may leave. */
  candidates(after: RunId | null, count: number): Promise<readonly RunCandidate[]>;
  /** Looks up fields of some runs to ask the filter of them, in the order of their ids. */
  lookups(ids: readonly RunId[]): Promise<readonly { readonly id: RunId; readonly lookup: FieldLookup }[]>;
  /** Oldest first where no order is given; runs without the value of the order come last. */
  page(order: ListOrder | undefined, page: PageRequest, nowMs: number): Promise<Page<RunId>>;
  /** The same list with these runs alone. */
  only(ids: readonly RunId[]): NarrowedRuns;
}

/** A run that a filter may leave. */
export interface RunCandidate {
  readonly id: RunId;
  /** Whether the filter surely leaves it, so that it need not be asked. */
  readonly isSure: boolean;
  /** What has to be read to ask the filter of it (in bytes). */
  readonly bytes: number;
}

/** The texts of a run that can be megabytes: they are loaded where they are asked for. */
export interface RunTexts {
  readonly config: boolean;
  readonly summary: boolean;
}

/** Runs. */
export interface RunRows {
  find(projectId: ProjectId, name: string): Promise<Run | null>;
  /** Whether a deleted run has that name, which is not given again. */
  isNameReserved(projectId: ProjectId, name: string): Promise<boolean>;
  /** Deleted ones too. */
  byId(id: RunId): Promise<Run | null>;
  /** Without deleted ones. */
  byIds(ids: readonly RunId[]): Promise<Run[]>;
  /** Deleted ones too; a text that is not asked for is an empty object. */
  withTexts(ids: readonly RunId[], texts: RunTexts): Promise<ReadonlyMap<RunId, Run>>;
  /** Whether a project has more runs than so many. */
  areMoreThan(projectId: ProjectId, count: number): Promise<boolean>;
  insert(run: {
    projectId: ProjectId;
    name: string;
    displayName: string;
    createdBy: UserId | null;
    atMs: number;
  }): Promise<RunId>;
  /** Holds the run until the end of the transaction, so that posts of several writers follow one another. */
  lock(id: RunId): Promise<void>;
  update(id: RunId, changes: RunChanges): Promise<void>;
  /**
   * Narrows the runs of a project down to those that a filter leaves.
   *
   * @param pause lets others be served between two looks at the rows
   */
  narrow(project: Project, filter: FilterNode, pause: () => Promise<void>): Promise<NarrowedRuns>;
  /** Fills the index of values for runs that are not in it yet, the oldest first. Gives how many were. */
  indexValues(count: number): Promise<number>;
  /** Hides it; what it holds stays until it is purged. */
  delete(id: RunId, atMs: number): Promise<void>;
  /** Runs at work without a report since a moment, held for this transaction, the longest silent first. */
  silent(sinceMs: number, count: number): Promise<Run[]>;
}

/** A deleted run, or what a run held before it was started afresh, as it can be brought back. */
export interface DeletedRun {
  readonly id: RunId;
  readonly deletedAtMs: number;
  /** The run that was started afresh in its place; null for a run that was deleted. */
  readonly replacedById: RunId | null;
  /** What it held is gone. */
  readonly isPurged: boolean;
}

/** The end of runs: deleted or replaced first, purged later. */
export interface DeletedRunRows {
  /**
   * Keeps what a run holds under a deleted run of another name: lines, files, summary, config, tags and state. The run
   * itself has no lines and files afterwards.
   */
  setAside(id: RunId, as: { name: string; atMs: number }): Promise<RunId>;
  /** Gives a run, which has been set aside itself, what was set aside before. */
  putBack(setAsideId: RunId, atMs: number): Promise<void>;
  /** Deleted runs with what became of them, held for this transaction. */
  byIds(ids: readonly RunId[]): Promise<DeletedRun[]>;
  /** Those that hold what they held still, the last deleted first. */
  list(place: Omit<DeletionScope, "collection">, page: PageRequest): Promise<Page<DeletedRun>>;
  undelete(id: RunId): Promise<void>;
  /** Runs deleted up to a moment that hold lines or files still. */
  purgeable(deletedUntilMs: number, count: number): Promise<RunId[]>;
  /** Removes lines of a deleted run, at most so many. Gives their number. */
  dropLines(id: RunId, count: number): Promise<number>;
  /** Removes files and texts of a deleted run whose lines are gone; its name and edges stay. */
  purge(id: RunId, atMs: number): Promise<void>;
}

/** The processes that write to one run, with the last config each of them sent. */
export interface RunWriterRows {
  config(id: RunId, writer: string): Promise<JsonText | undefined>;
  /** Whether a process that has a name wrote to the run. */
  isShared(id: RunId): Promise<boolean>;
  setConfig(id: RunId, writer: string, config: JsonText): Promise<void>;
  forget(id: RunId, writer: string): Promise<void>;
  forgetAll(id: RunId): Promise<void>;
}

/** The place of a history line among its steps. */
export interface StepCursor {
  readonly step: number;
  readonly number: number;
}

/** A line as its writer numbers it. */
export interface WrittenLine {
  readonly number: number;
  readonly text: string;
  /** The step of a history line that holds one. */
  readonly step: number | undefined;
}

/**
 * Append-only line streams. A line is found by its writer and the number its writer gave it, so that a repeated post
 * changes nothing; it is listed by its own number, which counts the lines of the stream in the order of arrival.
 */
export interface RunLineRows {
  /** Puts new lines behind the last one; a line that was put before takes the new text and keeps its place. */
  put(id: LinesId, stream: LineStream, writer: string, lines: readonly WrittenLine[]): Promise<void>;
  /** Lines in the order of arrival, from `firstNumber` on. */
  read(id: LinesId, stream: LineStream, firstNumber: number, count: number): Promise<RunLine[]>;
  /** The same lines, a page of them. */
  list(id: LinesId, stream: LineStream, page: PageRequest): Promise<Page<RunLine>>;
  /** Some lines, in the order of arrival. */
  readNumbers(id: LinesId, stream: LineStream, numbers: readonly number[]): Promise<RunLine[]>;
  /** History lines by step and, where steps repeat, in the order of arrival (in `maxStep` exclusive). */
  readSteps(
    id: LinesId,
    range: { minStep: number; maxStep: number; after: StepCursor | null; count: number },
  ): Promise<(RunLine & StepCursor)[]>;
  /** The first step behind some number of different steps, from `minStep` on; undefined where there are not so many. */
  stepBehind(id: LinesId, minStep: number, steps: number): Promise<number | undefined>;
  /** The highest step of the history; undefined without a line. */
  lastStep(id: LinesId): Promise<number | undefined>;
  /** How many lines each stream has. */
  counts(id: LinesId): Promise<Readonly<Record<LineStream, number>>>;
  /** The history lines of a writer with one of the steps, or with one of the numbers it gave. */
  written(
    id: LinesId,
    writer: string,
    by: { steps: readonly number[] } | { numbers: readonly number[] },
  ): Promise<WrittenLine[]>;
  /** One more than the highest number a writer gave a line of a stream. */
  nextNumber(id: LinesId, stream: LineStream, writer: string): Promise<number>;
}

/** A file kept with a run. */
export interface RunFile {
  readonly name: string;
  readonly blobId: BlobId;
  readonly blob: BlobHash;
  readonly sizeBytes: number;
  /** Base64, as the wire shows it. */
  readonly md5: string;
  readonly updatedAtMs: number;
}

/** Files kept with runs. */
export interface RunFileRows {
  find(runId: RunId, name: string): Promise<RunFile | null>;
  /** By name; all where `names` is undefined. */
  list(runId: RunId, names: readonly string[] | undefined, page: PageRequest): Promise<Page<RunFile>>;
  delete(runId: RunId, names: readonly string[]): Promise<void>;
}
