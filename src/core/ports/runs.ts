import type {
  BlobHash,
  BlobId,
  JsonText,
  LineStream,
  LinesId,
  ProjectId,
  Run,
  RunId,
  RunLine,
  UserId,
} from "../../model/index.ts";
import type { Listed, Page } from "./pages.ts";

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
  readonly exitCode?: number;
  readonly isStopRequested?: boolean;
  readonly heartbeatAtMs?: number;
}

/** Runs. */
export interface RunRows {
  find(projectId: ProjectId, name: string): Promise<Run | null>;
  /** Whether a deleted run has that name, which is not given again. */
  isNameSpent(projectId: ProjectId, name: string): Promise<boolean>;
  /** Deleted ones too. */
  byId(id: RunId): Promise<Run | null>;
  /** Without deleted ones. */
  byIds(ids: readonly RunId[]): Promise<Run[]>;
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
  /** Runs of a project, oldest first; filters and other orders are the verb's. */
  list(projectId: ProjectId, page: Page): Promise<Listed<Run>>;
  /** Takes its lines, files and what was said of it away; its edges stay. */
  delete(id: RunId, atMs: number): Promise<void>;
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
  list(id: LinesId, stream: LineStream, page: Page): Promise<Listed<RunLine>>;
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
  list(runId: RunId, names: readonly string[] | undefined, page: Page): Promise<Listed<RunFile>>;
  delete(runId: RunId, names: readonly string[]): Promise<void>;
}
