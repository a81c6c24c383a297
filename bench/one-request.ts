import { sendRequest } from "../test/support/send-request.ts";
import { WireClient } from "../test/support/wire-client.ts";
import type { Benchmark, Check, Step } from "./benchmark.ts";
import { budgets } from "./budgets.ts";
import { MeasuredServer } from "./measured-server.ts";

const MIB = 1024 * 1024;
const LARGE_RUNS = 10;
const MANY_RUNS = 1000;
const ASK_AGAIN_MS = 5;
const START = `mutation Start($project: String!, $name: String!, $config: JSONString) {
  upsertBucket(input: {modelName: $project, name: $name, config: $config}) { inserted }
}`;

const aliases = (count: number, field: string): string =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(" ");
function keysOf(count: number, offset = 0): string {
  return JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index + offset])));
}

/** The maximum number of values in a config. */
const MAX_KEYS = 190_000;

/** Requests that once crashed or blocked the server, and the largest accepted ones. */
const requests: Readonly<Record<string, { query: string; variables?: object }>> = {
  "150 aliases over ten runs with 4 MB configs": {
    query: `{ project(name: "large") { ${aliases(150, "runs { edges { node { config } } }")} } }`,
  },
  "one page of these": { query: `{ project(name: "large") { runs { edges { node { config } } } } }` },
  "runs of the project of runs": {
    query: `{ project(name: "many") { runs { edges { node { project {
      runs(first: 300) { edges { node { name user { username } project { name } } } } } } } } } }`,
  },
  "1,000 runs with their configs": {
    query: `{ project(name: "many") { runs(first: 5000) { edges { node { name config tags user { username } } } } } }`,
  },
  "60 counts with a list of 14 MB": {
    query: `query Q($filters: JSONString) { project(name: "many") { ${aliases(60, "runCount(filters: $filters)")} } }`,
    variables: {
      filters: JSON.stringify({ name: { $in: Array.from({ length: 1_300_000 }, (_, index) => `r${index}`) } }),
    },
  },
  "a config of 190,000 keys": {
    query: START,
    variables: { project: "most", name: "run", config: keysOf(MAX_KEYS) },
  },
  "the same with other values": {
    query: START,
    variables: { project: "most", name: "run", config: keysOf(MAX_KEYS, 0.5) },
  },
  "30 counts with a pattern": {
    query: `{ project(name: "many") { ${aliases(30, `runCount(filters: "{\\"name\\":{\\"$regex\\":\\"(${"a*".repeat(60)})*b\\"}}")`)} } }`,
  },
};

/** Measures how one GraphQL request affects other clients. */
export const oneRequest: Benchmark = {
  name: "one-request",
  about: () =>
    "One GraphQL request at a time, while others ask for `GET /ready`: the attacks that budgets are for, and the largest answers.",
  spaceBytes: () => 256 * MIB,
  run: ({ isQuick, folder }) =>
    MeasuredServer.use(folder, async (server) => {
      const wire = new WireClient(server.baseUrl, server.apiKey);
      const large = JSON.stringify({ text: { value: "x".repeat(4 * MIB) } });
      for (let index = 0; index < LARGE_RUNS; index++)
        await wire.data(START, { project: "large", name: `run-${index}`, config: large });
      for (let index = 0; index < (isQuick ? MANY_RUNS / 10 : MANY_RUNS); index++)
        await wire.data(START, { project: "many", name: `run-${index}`, config: keysOf(20) });
      const steps: Step[] = [];
      const checks: Check[] = [];
      for (const [work, { query, variables }] of Object.entries(requests)) {
        const before = server.begin()().peakRssBytes;
        const probe = probeReady(server.baseUrl);
        const step = await server.step(work, async () => void (await wire.graphql(query, variables ?? {})));
        const waitedMs = await probe.end();
        steps.push(step);
        checks.push(
          { what: `others wait during ${work}`, value: waitedMs, atMost: budgets.othersWaitMs, unit: "ms" },
          {
            what: `memory that ${work} adds`,
            value: (step.peakRssBytes! - before) / MIB,
            atMost: budgets.oneRequestMib,
            unit: "MiB",
          },
        );
      }
      return { steps, checks };
    }),
};

/**
 * Polls whether the server is ready.
 *
 * @returns a function that ends the polling and returns the longest delay (in milliseconds)
 */
function probeReady(baseUrl: string): { end(): Promise<number> } {
  const seen = { isOver: false, longestMs: 0 };
  const asking = (async () => {
    while (!seen.isOver) {
      const askedAtMs = performance.now();
      await sendRequest(`${baseUrl}/ready`);
      seen.longestMs = Math.max(seen.longestMs, performance.now() - askedAtMs);
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  })();
  return {
    async end() {
      seen.isOver = true;
      await asking;
      return seen.longestMs;
    },
  };
}
