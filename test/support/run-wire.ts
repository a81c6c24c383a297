import { jsonOf, type Answer } from "./send-request.ts";
import type { WireClient } from "./wire-client.ts";

const UPSERT = `mutation M($input: UpsertBucketInput!) { upsertBucket(input: $input) {
  inserted bucket { id name config historyLineCount state } } }`;
const READ = `query Q($entity: String!, $project: String!, $run: String!) {
  project(entityName: $entity, name: $project) { run(name: $run) {
    id state config summaryMetrics tags historyLineCount logLineCount eventsLineCount fileCount exitcode
    history(minStep: 0, maxStep: 1000, samples: 1000) } } }`;
const RESUME = `query RunResumeStatus($entity: String!, $project: String!, $run: String!) {
  model(name: $project, entityName: $entity) { bucket(name: $run, missingOk: true) { id historyLineCount } } }`;

/** The visible fields of a run. */
export interface ShownRun {
  readonly id: string;
  readonly state: string;
  readonly config: string;
  readonly summaryMetrics: string;
  readonly tags: readonly string[];
  readonly historyLineCount: number;
  readonly logLineCount: number;
  readonly eventsLineCount: number;
  readonly fileCount: number;
  readonly history: readonly string[];
}

/** The requests with which a client process starts, reports and ends runs of one user. */
export class RunWire {
  readonly #wire: WireClient;
  readonly entity: string;
  readonly project: string;
  /** Set for one of several processes that write to a run. */
  readonly writer: string | undefined;

  constructor(wire: WireClient, place: { entity: string; project: string }, writer?: string) {
    this.#wire = wire;
    this.entity = place.entity;
    this.project = place.project;
    this.writer = writer;
  }

  /** Returns another process that writes to the same runs. */
  as(writer: string | undefined, wire = this.#wire): RunWire {
    return new RunWire(wire, this, writer);
  }

  /** Upserts a run; the answer may be an error. */
  upsert(input: object): Promise<Answer> {
    const place = { entityName: this.entity, modelName: this.project };
    return this.#wire.send("/graphql", {
      method: "POST",
      body: { query: UPSERT, variables: { input: { ...place, ...input } } },
      headers: this.#headers("X-WANDB-CLIENT-ID"),
    });
  }

  /** Upserts a run, which must succeed. */
  async upserted(input: object): Promise<{ id: string; config: string; historyLineCount: number }> {
    const answer = await this.upsert(input);
    if (answer.status !== 200) throw new Error(answer.body.toString());
    return (jsonOf(answer) as { data: { upsertBucket: { bucket: never } } }).data.upsertBucket.bucket;
  }

  /** Sends the first request of a process for a run. */
  start(name: string, more: object = {}): Promise<{ id: string; config: string; historyLineCount: number }> {
    return this.upserted({ name, host: "host", jobProgram: "train.py", ...more });
  }

  /** Sends the request of a process that is about to resume a run. */
  askResume(run: string): Promise<unknown> {
    return this.#wire.data(RESUME, { entity: this.entity, project: this.project, run });
  }

  /** Posts to the file stream; the answer may be an error. */
  post(run: string, body: object): Promise<Answer> {
    return this.#wire.send(`/files/${this.entity}/${this.project}/${run}/file_stream`, {
      method: "POST",
      body,
      headers: this.#headers("X-WANDB-ASYNC-CLIENT-ID"),
    });
  }

  /** Posts history rows from an offset. */
  rows(run: string, offset: number, rows: readonly object[]): Promise<Answer> {
    const content = rows.map((row) => JSON.stringify(row));
    return this.post(run, { files: { "wandb-history.jsonl": { offset, content } } });
  }

  /** Ends the run. */
  complete(run: string, exitcode = 0): Promise<Answer> {
    return this.post(run, { complete: true, exitcode });
  }

  /** Returns the visible fields of a run; undefined if it is missing. */
  async read(run: string): Promise<ShownRun | undefined> {
    const data = await this.#wire.data<{ project: { run: ShownRun | null } | null }>(READ, {
      entity: this.entity,
      project: this.project,
      run,
    });
    return data.project?.run ?? undefined;
  }

  #headers(name: string): Record<string, string> {
    return this.writer === undefined ? {} : { [name]: this.writer, "X-WANDB-USE-ASYNC-FILESTREAM": "true" };
  }
}
