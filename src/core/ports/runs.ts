import type {
  BlobHash,
  BlobId,
  JsonText,
  LineStream,
  ProjectId,
  Run,
  RunId,
  RunLine,
  UserId,
} from "../../model/index.ts";

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
  update(id: RunId, changes: RunChanges): Promise<void>;
  /** All runs of a project, oldest first; filters and order are the verb's. */
  list(projectId: ProjectId): Promise<Run[]>;
  /** Takes its lines, files and what was said of it away; its edges stay. */
  delete(id: RunId, atMs: number): Promise<void>;
}

/** Append-only line streams: the number of a line is its key, so a repeated post changes nothing. */
export interface RunLineRows {
  put(runId: RunId, stream: LineStream, firstNumber: number, lines: readonly string[]): Promise<void>;
  /** Lines by number, from `firstNumber` on. */
  read(runId: RunId, stream: LineStream, firstNumber: number, count: number): Promise<RunLine[]>;
  /** One more than the last number, for each stream. */
  counts(runId: RunId): Promise<Readonly<Record<LineStream, number>>>;
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
  /** By name; all where `names` is undefined. */
  list(runId: RunId, names: readonly string[] | undefined): Promise<RunFile[]>;
  delete(runId: RunId, names: readonly string[]): Promise<void>;
}
