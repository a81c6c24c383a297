import { listRunFiles } from "../../core/runs/list-run-files.ts";
import { findCreator } from "../../core/accounts/read-accounts.ts";
import { historyKeys } from "../../core/history/history-keys.ts";
import { firstRow, readHistory, sampleHistory } from "../../core/history/read-history.ts";
import { loggedByRun, usedByRun } from "../../core/runs/run-lineage.ts";
import type { Page, RunFile } from "../../core/ports/metadata.ts";
import {
  FINAL_RUN_STATES,
  findMembers,
  hasRight,
  type LineStream,
  MAX_HISTORY_ROWS,
  parseLoose,
  type Run,
  StemmaError,
  type Version,
} from "../../model/index.ts";
import { connection, type PageArguments, readPage } from "./connection.ts";
import { fileNode } from "./file-node.ts";
import type { Fields, GraphqlContext } from "./execution/graphql-context.ts";
import { readLogLine } from "./log-line.ts";
import { nodeId } from "./node-id.ts";
import { isoTime } from "./project-fields.ts";

/** Fields of a run. */
export const runFields: Fields<Run> = {
  id: (run) => nodeId("Run", run.id),
  createdAt: (run) => isoTime(run.createdAtMs),
  heartbeatAt: (run) => isoTime(run.heartbeatAtMs),
  readOnly: (run, _, { actor }) => !hasRight(actor, "write", run.project.entityId),
  exitcode: (run) => run.exitCode,
  running: (run) => !FINAL_RUN_STATES.has(run.state) && run.state !== "preempted",
  failed: (run) => run.state === "failed" || run.state === "crashed",
  stopped: (run) => run.state === "killed",
  shouldStop: (run) => run.isStopRequested,
  user: (run, _, { ports }) => findCreator(ports, run),
  projectId: (run) => String(run.project.id),
  wandbConfig: (run, { keys }: { keys?: string[] }) => {
    const own = findMembers(run.config, ["_wandb"]).get("_wandb") ?? "{}";
    const { value = {} } = parseLoose(own, "the run's config") as { value?: Record<string, unknown> };
    return JSON.stringify(
      keys === undefined
        ? value
        : Object.fromEntries(keys.filter((key) => Object.hasOwn(value, key)).map((key) => [key, value[key]])),
    );
  },
  summaryMetrics: (run) => run.summary,
  systemMetrics: async (run, _, context) => (await readTail(context, run, "events")).at(-1) ?? "{}",

  historyKeys: async (run, _, { ports }) => plainJson(await historyKeys(ports, run)),
  historyLineCount: (run, _, context) => countLines(context, run, "history"),
  historyTail: async (run, _, context) => JSON.stringify(await readTail(context, run, "history")),
  history: (run, { samples, minStep, maxStep }: { samples?: number; minStep?: number; maxStep?: number }, { ports }) =>
    readHistory(ports, run, "history", { samples: bounded(samples), minStep, maxStep }),
  sampledHistory: (run, { specs }: { specs: string[] }, { ports }) =>
    Promise.all(specs.map(async (spec) => plainJson(await sampleHistory(ports, run, readSpec(spec))))),
  // Clients ask for lines by page from the lowest step of liveData on; the first row alone therefore stands for all.
  parquetHistory: async (run, { liveKeys }: { liveKeys: string[] }, { ports }) => {
    const row = await firstRow(ports, run, liveKeys);
    return { parquetUrls: [], liveData: row === undefined ? [] : [plainJson(row)] };
  },
  events: (run, { samples }: { samples?: number }, { ports }) =>
    readHistory(ports, run, "events", { samples: bounded(samples), minStep: undefined, maxStep: undefined }),
  eventsLineCount: (run, _, context) => countLines(context, run, "events"),
  eventsTail: async (run, _, context) => JSON.stringify(await readTail(context, run, "events")),

  logLineCount: (run, _, context) => countLines(context, run, "output"),
  logLines: async (run, args: PageArguments & { last?: number }, context) => {
    const listed = await context.ports.metadata.read.runLines.list(run.linesId, "output", readPage(args));
    return connection(listed, readLogLine);
  },

  fileCount: async (run, _, { ports }) =>
    (await listRunFiles(ports, run, { names: [], pattern: undefined, page: { after: null, first: 0 } })).total(),
  files: async (run, args: PageArguments & { names?: (string | null)[]; pattern?: string | null }, context) => {
    const page = readPage(args);
    const names = (args.names ?? []).filter((name) => name !== null);
    const files = await listRunFiles(context.ports, run, { names, pattern: args.pattern ?? undefined, page });
    return connection(files, (file) => runFileNode(run, file, context));
  },

  outputArtifacts: async (run, args: PageArguments, { ports, reading }) =>
    versionConnection(await loggedByRun(ports, reading, run, readPage(args))),
  inputArtifacts: async (run, args: PageArguments, { ports, reading }) =>
    versionConnection(await usedByRun(ports, reading, run, readPage(args))),
};

/** A file of a run as the wire shows it; `url` needs a key, `directUrl` is signed. */
export function runFileNode(run: Run, file: RunFile, context: GraphqlContext) {
  const path = [run.project.entityName, run.project.name, run.name, ...file.name.split("/")]
    .map(encodeURIComponent)
    .join("/");
  return fileNode({
    ownerId: run.project.entityId,
    id: btoa(`RunFile:${run.id}:${Buffer.from(file.name).toString("hex")}`),
    name: file.name,
    sizeBytes: file.sizeBytes,
    digest: file.md5,
    md5: file.md5,
    updatedAt: isoTime(file.updatedAtMs),
    url: () => `${context.baseUrl}/files/${path}`,
    directUrl: () =>
      context.address({ verb: "GET", kind: "run-file", runId: run.id, name: file.name, blob: file.blob }),
    storagePath: path,
  });
}

function versionConnection(listed: Page<Version>) {
  const shaped = connection(listed, (version) => version);
  return { ...shaped, edges: shaped.edges.map((edge) => ({ ...edge, version: `v${edge.node.versionIndex}` })) };
}

async function countLines({ ports }: GraphqlContext, run: Run, stream: LineStream): Promise<number> {
  return (await ports.metadata.read.runLines.counts(run.linesId))[stream];
}

/** The last line of a stream, as a list. */
async function readTail(context: GraphqlContext, run: Run, stream: LineStream): Promise<string[]> {
  const total = await countLines(context, run, stream);
  const lines = total === 0 ? [] : await context.ports.metadata.read.runLines.read(run.linesId, stream, total - 1, 1);
  return lines.map(({ text }) => text);
}

/** What a client that names no number of rows gets. */
const DEFAULT_SAMPLES = 500;

function bounded(samples: number | null | undefined): number {
  return Math.min(samples ?? DEFAULT_SAMPLES, MAX_HISTORY_ROWS);
}

/** Reads a spec; its `maxStep` is the last step wanted, unlike that of `history`, which is the first unwanted one. */
function readSpec(text: string) {
  const spec = parseLoose(text, "the history spec") as {
    keys?: unknown;
    samples?: number;
    minStep?: number;
    maxStep?: number;
  } | null;
  const keys = spec?.keys ?? [];
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === "string")) {
    throw new StemmaError("invalid_input", "Cannot sample the history: expected keys to be a list of strings");
  }
  return {
    keys: keys as string[],
    samples: bounded(spec?.samples),
    minStep: spec?.minStep,
    maxStep: spec?.maxStep === undefined ? undefined : spec.maxStep + 1,
  };
}

/**
 * A value as it travels where the wire wants values and not texts: JSON has no NaN, which goes by its name; an integer
 * beyond 2^53 is a bigint, and goes in all its digits.
 */
function plainJson(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainJson(member)]));
}
