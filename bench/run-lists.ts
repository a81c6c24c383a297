import { performance } from "node:perf_hooks";
import { startPostgres } from "../test/support/start-postgres.ts";
import { WireClient } from "../test/support/wire-client.ts";
import type { Benchmark, BenchmarkSetting, Check, Outcome, Step } from "./benchmark.ts";
import { budgets } from "./budgets.ts";
import { MeasuredServer } from "./measured-server.ts";
import { median } from "./median.ts";
import { openSeeded, seededValue, seedHistory, seedRuns } from "./seed-runs.ts";

const KEYS = 200;
const PROJECT = "many-runs";
const ASKED = 9;
const PAGE_STEPS = 1000;
const GIB = 1024 ** 3;

const runCount = (isQuick: boolean): number => (isQuick ? 2000 : 100_000);
const rowCount = (isQuick: boolean): number => (isQuick ? 20_000 : 1_000_000);

const LIST = `query Runs($filters: JSONString, $order: String) { project(name: "${PROJECT}") {
  runCount(filters: $filters)
  runs(filters: $filters, order: $order, first: 50) { edges { cursor node { id name state createdAt tags } } pageInfo { endCursor hasNextPage } }
} }`;
const UPSERT = `mutation Upsert($name: String, $config: JSONString, $notes: String) {
  upsertBucket(input: {modelName: "${PROJECT}", name: $name, config: $config, notes: $notes}) { bucket { name } }
}`;
const HISTORY = `query HistoryPage($min: Int64!, $max: Int64!) { project(name: "${PROJECT}") { run(name: "long") {
  history(minStep: $min, maxStep: $max, samples: ${PAGE_STEPS})
} } }`;

/** Lists of a project with many runs, and a long history, on SQLite. */
export const runListsSqlite: Benchmark = benchmarkOf("run-lists-sqlite", "SQLite");
/** The same on PostgreSQL. */
export const runListsPostgres: Benchmark = benchmarkOf("run-lists-postgres", "PostgreSQL");

function benchmarkOf(name: string, engine: "SQLite" | "PostgreSQL"): Benchmark {
  return {
    name,
    about: (isQuick) =>
      `${runCount(isQuick)} runs with ${KEYS} config keys each, ${rowCount(isQuick)} rows of history, ${engine}`,
    spaceBytes: (isQuick) => (isQuick ? GIB : 6 * GIB),
    async run(setting) {
      if (engine === "SQLite")
        return MeasuredServer.use(setting.folder, (server) =>
          measure(setting, server, { sqlitePath: `${setting.folder}/server/data/stemma.sqlite` }),
        );
      const postgres = await startPostgres();
      try {
        const environment = { STEMMA_DATABASE: postgres.url };
        return await MeasuredServer.use(
          setting.folder,
          (server) => measure(setting, server, { postgresUrl: postgres.url }),
          environment,
        );
      } finally {
        await postgres.stop();
      }
    },
  };
}

async function measure(
  { isQuick, say }: BenchmarkSetting,
  server: MeasuredServer,
  place: Parameters<typeof openSeeded>[0],
): Promise<Outcome> {
  const wire = new WireClient(server.baseUrl, server.apiKey);
  await wire.data(UPSERT, { name: "long", config: "{}" });
  const database = await openSeeded(place);
  await seedRuns(database, PROJECT, { runs: runCount(isQuick), keys: KEYS, say });
  await seedHistory(database, "long", rowCount(isQuick));
  say(`${rowCount(isQuick)} rows of history`);
  await database.analyze();
  await database.close();

  const steps: Step[] = [];
  const checks: Check[] = [];
  const check = (what: string, ms: number, atMost: number): void =>
    void checks.push({ what, value: ms, atMost, unit: "ms" });
  const list = async (
    what: string,
    variables: object,
    atMost: number,
    isMeant?: (run: number) => boolean,
  ): Promise<void> => {
    const runs = Array.from({ length: runCount(isQuick) }, (_, run) => run);
    // The run with the long history is the one that no filter means.
    const expected = isMeant === undefined ? runs.length + 1 : runs.filter(isMeant).length;
    const asked = async (): Promise<number> => {
      const begin = performance.now();
      const { project } = await wire.data<{ project: { runCount: number } }>(LIST, variables);
      if (project.runCount !== expected) throw new Error(`${what}: ${project.runCount} runs, expected ${expected}`);
      return performance.now() - begin;
    };
    say(what);
    const begin = performance.now();
    try {
      await asked();
    } catch (error) {
      // A list that is refused for the time it takes has missed its budget; the others are measured all the same.
      say(String(error));
      check(`${what}, until it was refused`, performance.now() - begin, atMost);
      return;
    }
    await server.longestBlockedSeconds();
    const times: number[] = [];
    const work = async (): Promise<void> => {
      while (times.length < ASKED) times.push(await asked());
    };
    steps.push(await server.step(`${what}, ${ASKED} times`, work, { items: ASKED }));
    check(what, median(times), atMost);
    check(`${what}: the main thread held`, (await server.longestBlockedSeconds()) * 1000, budgets.listHoldMs);
  };
  const filters = JSON.stringify;
  await list("a page of 50 runs and their number", { order: "+created_at" }, budgets.runPageMs);
  await list("the same, the last heard first", { order: "-heartbeat_at" }, budgets.runPageMs);
  await list("the same, by a metric", { order: "+summary_metrics.loss" }, budgets.runPageMs);
  const value = seededValue(7, 11);
  await list(
    "a filter by a value of config",
    { filters: filters({ "config.k11": value }) },
    budgets.runFilterMs,
    (run) => seededValue(run, 11) === value,
  );
  await list(
    "a filter that leaves half",
    { filters: filters({ "config.k12.value": { $lt: 62 } }) },
    budgets.runFilterMs,
    (run) => seededValue(run, 12) < 62,
  );
  await list(
    "a filter by a summary and a config",
    { filters: filters({ "summary_metrics.loss": { $gte: 30 }, "config.k3": { $ne: 1 } }) },
    budgets.runFilterMs,
    (run) => seededValue(run, 0) >= 30 && seededValue(run, 3) !== 1,
  );
  await list(
    "a filter by a key that the index does not hold",
    { filters: filters({ "config.long": 3 }) },
    budgets.askedFilterMs,
    (run) => run % 7 === 3,
  );

  const many = (entry: (key: number) => unknown): string =>
    filters(Object.fromEntries(Array.from({ length: KEYS }, (_, key) => [`k${key}`, entry(key)])));
  const upsert = (variables: (at: number) => object) =>
    medianOf((at) => wire.data(UPSERT, { name: "changing", ...variables(at) }));
  const configOf = (at: number): string => many((key) => ({ value: at + key / 8 }));
  await upsert((at) => ({ config: configOf(at) }));
  const sameConfig = configOf(0);
  await upsert(() => ({ config: sameConfig }));
  const upsertFloor = await upsert((at) => ({ config: sameConfig, notes: `${at}` }));
  const upserted = await upsert((at) => ({ config: configOf(at) }));
  check(
    `${KEYS} changed values of a config in UpsertBucket, more than one`,
    upserted - upsertFloor,
    budgets.indexedReportMs,
  );

  const post = (line: number, summary: string): Promise<unknown> =>
    wire.send(`/files/admin/${PROJECT}/changing/file_stream`, {
      method: "POST",
      body: {
        files: {
          "wandb-history.jsonl": { offset: line, content: [`{"_step":${line}}`] },
          "wandb-summary.json": { offset: 0, content: [summary] },
        },
      },
    });
  const summaryOf = (at: number): string => many((key) => at + key / 8);
  let line = 0;
  const streamed = await medianOf((at) => post(line++, summaryOf(at)));
  const sameSummary = summaryOf(0);
  await medianOf(() => post(line++, sameSummary));
  const streamedFloor = await medianOf((at) =>
    post(
      line++,
      many((key) => (key === 0 ? at : key / 8)),
    ),
  );
  check(
    `${KEYS} changed values of a summary in a file-stream post, more than one`,
    streamed - streamedFloor,
    budgets.indexedReportMs,
  );

  await server.longestBlockedSeconds();
  const begin = performance.now();
  let rows = 0;
  const scan = async (): Promise<void> => {
    for (let min = 0; min < rowCount(isQuick); min += PAGE_STEPS) {
      const { project } = await wire.data<{ project: { run: { history: string[] } } }>(HISTORY, {
        min,
        max: min + PAGE_STEPS,
      });
      rows += project.run.history.length;
    }
  };
  steps.push(await server.step("all pages of the history", scan, { items: rowCount(isQuick) / PAGE_STEPS }));
  if (rows !== rowCount(isQuick)) throw new Error(`The history has ${rows} rows, expected ${rowCount(isQuick)}`);
  checks.push({
    what: `${rows} rows of history`,
    value: (performance.now() - begin) / 1000,
    atMost: budgets.historySeconds,
    unit: "s",
  });
  check("the history: the main thread held", (await server.longestBlockedSeconds()) * 1000, budgets.listHoldMs);
  return { steps, checks };
}

const POSTED = 40;

/** Returns the median duration of requests sent one after the other (in milliseconds). */
async function medianOf(request: (at: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < POSTED; at++) {
    const begin = performance.now();
    await request(at);
    times.push(performance.now() - begin);
  }
  return median(times);
}
