/** Lists of runs over the wire: filters, orders, pages, times, and the reading of history. */
import { beforeAll, describe, expect, test } from "vitest";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { jsonOf } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";

const server = testServer();
const PROJECT = "lists";
const json = JSON.stringify;

const UPSERT = `mutation U($name: String, $config: JSONString, $summary: JSONString, $tags: [String!], $group: String, $host: String) {
  upsertBucket(input: {modelName: "${PROJECT}", name: $name, config: $config, summaryMetrics: $summary, tags: $tags,
    groupName: $group, host: $host}) { bucket { id } }
}`;
const RUNS = `query R($filters: JSONString, $order: String, $first: Int, $after: String) {
  project(name: "${PROJECT}") {
    runCount(filters: $filters)
    runs(filters: $filters, order: $order, first: $first, after: $after) {
      edges { node { name createdAt heartbeatAt } } pageInfo { endCursor hasNextPage }
    }
  }
}`;

interface Runs {
  readonly project: {
    readonly runCount: number;
    readonly runs: {
      readonly edges: readonly { readonly node: { name: string; createdAt: string; heartbeatAt: string } }[];
      readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
    };
  };
}

async function runs(variables: object): Promise<Runs["project"]> {
  return ((await server.wire.data(RUNS, variables)) as unknown as Runs).project;
}

async function names(filters: object | string, order?: string): Promise<string[]> {
  const text = typeof filters === "string" ? filters : json(filters);
  const { runCount, runs: listed } = await runs({ filters: text, order });
  expect(runCount).toBe(listed.edges.length);
  return listed.edges.map(({ node }) => node.name);
}

/** The names of all pages of two, in their order. */
async function walk(
  order: string,
  between: (page: number) => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  for (let page = 0; ; page++) {
    const { runs: listed }: Runs["project"] = await runs({ order, first: 2, after });
    seen.push(...listed.edges.map(({ node }) => node.name));
    if (!listed.pageInfo.hasNextPage) return seen;
    after = listed.pageInfo.endCursor;
    await between(page);
  }
}

const made = [
  {
    name: "one",
    config:
      '{"lr":{"value":0.1},"opt.name":{"value":"adam"},"seed":{"value":9007199254740993},"layers":{"value":[1,2]}}',
    summary: '{"loss":3,"val/loss.mean":1.5,"nested":{"deep":true}}',
    tags: ["night"],
    group: "a",
    host: "h1",
  },
  {
    name: "two",
    config: '{"lr":{"value":0.2},"opt":{"value":{"name":"sgd"}},"seed":{"value":9007199254740992}}',
    summary: '{"loss":10,"bad":NaN}',
    tags: [],
    group: "b",
    host: "h2",
  },
  { name: "three", config: "{}", summary: '{"loss":-1}', tags: ["night", "best"], group: "a", host: "h1" },
  { name: "four", config: '{"lr":{"value":"high"}}', summary: "{}", tags: [], group: undefined, host: undefined },
];

beforeAll(async () => {
  for (const run of made) await server.wire.data(UPSERT, run);
});

describe("filters of runs", () => {
  test.each<[object | string, string[]]>([
    [{ "config.lr": { $lt: 0.15 } }, ["one"]],
    [{ "config.lr.value": 0.2 }, ["two"]],
    [{ "config.opt.name": "adam" }, ["one"]],
    [{ "config.opt.name.value": "adam" }, ["one"]],
    [{ "config.opt.value.name": "sgd" }, ["two"]],
    [{ "config.opt.name": { $in: ["adam", "sgd"] } }, ["one", "two"]],
    ['{"config.seed":9007199254740993}', ["one"]],
    ['{"config.seed":{"$lte":9007199254740992}}', ["two"]],
    [{ "config.layers": 2 }, ["one"]],
    [{ "config.layers": [1, 2] }, ["one"]],
    [{ "config.lr": { $exists: false } }, ["three"]],
    [{ "summary_metrics.val/loss.mean": 1.5 }, ["one"]],
    [{ "summaryMetrics.nested.deep": true }, ["one"]],
    [{ "summary_metrics.bad": { $exists: true } }, ["two"]],
    [{ "summary_metrics.loss": { $gt: 9, $lt: 11 } }, ["two"]],
    [{ tags: "best" }, ["three"]],
    [{ tags: { $regex: "^ni" } }, ["one", "three"]],
    [{ $or: [{ group: "b" }, { host: "h1" }] }, ["one", "two", "three"]],
    [{ $nor: [{ group: "a" }] }, ["two", "four"]],
    [{ "config.lr": { $regex: "^h" } }, ["four"]],
    [{ name: { $regex: "^t" } }, ["two", "three"]],
    [{ state: { $ne: "running" } }, []],
    [{ duration: { $gte: 0 } }, ["one", "two", "three", "four"]],
    [{ entity: "nobody" }, []],
    [{ "config.layers": { $all: [1, 2] } }, ["one"]],
    [{ "config.layers": [2, 1] }, []],
  ])("%j", async (filters, expected) => {
    expect(await names(filters)).toEqual(expected);
  });

  test.each(["createdAt", "created_at", "heartbeatAt", "heartbeat_at"])(
    "a time sent as %s finds its run",
    async (field) => {
      const [first] = (await runs({ filters: '{"name":"one"}' })).runs.edges;
      const sent = field.startsWith("h") ? first!.node.heartbeatAt : first!.node.createdAt;
      expect(sent).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const shifted = new Date(Date.parse(sent) + 9 * 3_600_000).toISOString().slice(0, 19);
      for (const spelling of [sent, sent.replace("T", " ").replace("Z", ""), `${shifted}+09:00`])
        expect(await names({ [field]: spelling })).toContain("one");
      expect(await names({ [field]: { $gt: sent }, name: "one" })).toEqual([]);
    },
  );

  test.each([
    [{ statte: "x" }, "state"],
    [{ "confg.lr": 1 }, "config.lr"],
    [{ jobtype: "x" }, "jobType"],
  ])("a field that is not there is refused with the nearest name: %j", async (filters, nearest) => {
    const answer = await server.wire.graphql(RUNS, { filters: json(filters) });
    expectRefusal(answer, 400);
    expect(answer.body.toString()).toContain(`did you mean \\"${nearest}\\"?`);
  });

  test("an order by an unknown field and an invalid time are rejected", async () => {
    expectRefusal(await server.wire.graphql(RUNS, { order: "-creatd_at" }), 400);
    expectRefusal(await server.wire.graphql(RUNS, { filters: '{"createdAt":{"$gt":"yesterday"}}' }), 400);
  });

  test("collections and versions reject unknown fields too", async () => {
    const query = `query C($filters: JSONString) { project(name: "${PROJECT}") { artifactCollections(filters: $filters) { edges { node { name } } } } }`;
    const answer = await server.wire.graphql(query, { filters: '{"nme":"x"}' });
    expectRefusal(answer, 400);
    expect(answer.body.toString()).toContain(`did you mean \\"name\\"?`);
  });
});

describe("orders of runs", () => {
  test.each([
    ["+created_at", ["one", "two", "three", "four"]],
    ["-created_at", ["four", "three", "two", "one"]],
    ["+summary_metrics.loss", ["three", "one", "two", "four"]],
    ["-summary_metrics.loss", ["two", "one", "three", "four"]],
    ["+config.lr.value", ["one", "two", "four", "three"]],
    ["-config.lr.value", ["four", "two", "one", "three"]],
    ["name", ["four", "one", "three", "two"]],
    ["-config.opt.name.value", ["two", "one", "four", "three"]],
  ])("%s", async (order, expected) => {
    expect(await names("{}", order)).toEqual(expected);
    expect(await walk(order)).toEqual(expected);
  });

  test("paging in the order of a changing metric returns no run twice", async () => {
    const change = (name: string, loss: number): Promise<unknown> =>
      server.wire.data(UPSERT, { name, summary: json({ loss }) });
    const seen = await walk("+summary_metrics.loss", (page) => (page === 0 ? change("three", 20) : Promise.resolve()));
    expect(seen).toEqual([...new Set(seen)]);
    expect(seen).toContain("two");
    await change("three", -1);
  });
});

describe("the history of a run", () => {
  const HISTORY = `query H($specs: [JSONString!]!, $min: Int64, $max: Int64, $samples: Int) {
    project(name: "${PROJECT}") { run(name: "one") {
      historyKeys sampledHistory(specs: $specs) history(minStep: $min, maxStep: $max, samples: $samples)
    } }
  }`;
  interface Read {
    readonly historyKeys: { readonly keys: Readonly<Record<string, object>>; readonly lastStep: number };
    readonly sampledHistory: readonly (readonly Record<string, unknown>[])[];
    readonly history: readonly string[];
  }
  const answer = (variables: object) => server.wire.graphql(HISTORY, { specs: [], ...variables });
  const read = async (variables: object): Promise<Read> =>
    (jsonOf(await answer(variables)) as { data: { project: { run: Read } } }).data.project.run;
  const steps = (lines: readonly string[]): number[] =>
    lines.map((line) => (JSON.parse(line) as { _step: number })._step);

  beforeAll(async () => {
    const content = Array.from({ length: 30 }, (_, step) =>
      step === 7 ? '{"_step":7,"a":{"b":7,"c.d":1},"big":9007199254740993}' : json({ _step: step, loss: step / 2 }),
    );
    await server.wire.send(`/files/admin/${PROJECT}/one/file_stream`, {
      method: "POST",
      body: { files: { "wandb-history.jsonl": { offset: 0, content } } },
    });
  });

  test("keys with dots are read as historyKeys lists them", async () => {
    const { historyKeys, sampledHistory } = await read({
      specs: [
        json({ keys: ["a.b"], samples: 10 }),
        json({ keys: ["_step", "a.c.d"], minStep: 0, maxStep: 99, samples: 100 }),
      ],
    });
    expect(Object.keys(historyKeys.keys)).toEqual(["_step", "loss", "a.b", "a.c.d", "big"]);
    expect(historyKeys.lastStep).toBe(29);
    expect(sampledHistory).toEqual([[{ "a.b": 7 }], [{ _step: 7, "a.c.d": 1 }]]);
  });

  test("an integer beyond 2^53 keeps all its digits", async () => {
    const { body } = await answer({ specs: [json({ keys: ["big"], samples: 10 })] });
    expect(body.toString()).toContain('"sampledHistory":[[{"big":9007199254740993}]]');
  });

  test("a range of steps returns only its lines, and a sample covers the whole history", async () => {
    expect(steps((await read({ min: 5, max: 9, samples: 100 })).history)).toEqual([5, 6, 7, 8]);
    expect(steps((await read({ min: 5, max: 90, samples: 2 })).history)).toEqual([5, 6]);
    expect(steps((await read({ samples: 3 })).history)).toEqual([0, 15, 29]);
    expect(steps((await read({ samples: 100 })).history)).toHaveLength(30);
  });
});
